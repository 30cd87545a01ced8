import { z } from 'zod'
import { fold } from '../../report/fold.ts'
import type { Place, TravelRequest } from '../../request/travel-request.ts'
import { requestObject } from '../facts/request-parts.ts'
import { wordList } from '../file/rows.ts'
import { defineRequestRule, judged, notEvaluated } from '../rule.ts'

const ARE = 'expected allowed or forbidden'

export const requestDestination = defineRequestRule({
  type: 'request-destination',
  summary:
    'The trip goes somewhere that is in a list of forbidden destinations, or not in a list of allowed ones. A destination can be listed by its country code (FR), its region (FR-69), its city (Lyon), or its name as Concur shows it. A request of v1.0 has the names alone, those of each part of the journey but the way home.',
  fields: ['mainDestination', 'ToLocationName', 'ToLocationDetail'],
  example: 'rule: request-destination\nseverity: stop\nare: forbidden\ndestinations: [KP, Pyongyang]',
  message: {
    en: '{object}: trips to {observed} need an approval of their own.',
    de: '{object}: Reisen nach {observed} brauchen eine eigene Genehmigung.',
    fr: '{object} : un voyage à destination de {observed} exige une autorisation particulière.',
    es: '{object}: los viajes a {observed} necesitan una autorización propia.',
  },
  parameters: {
    are: z.enum(['allowed', 'forbidden'], ARE).describe('What the destinations in the list are.'),
    destinations: wordList.describe('The destinations, whatever their letter case.'),
  },
  *check(request, { are, destinations }) {
    const places = placesOf(request)
    if (places.length === 0) yield notEvaluated('the request names no destination')
    for (const place of places) {
      const isListed = formsOf(place).some((form) => destinations.has(form))
      yield judged(isListed === (are === 'forbidden'), requestObject(request), nameOf(place), '-')
    }
  },
})

/** Where the trip goes, each place once. */
function placesOf({ mainDestination, entries = [] }: TravelRequest): readonly Place[] {
  if (mainDestination !== undefined) return [mainDestination]
  const segments = entries.flatMap((entry) => entry.segments)
  const home = segments.find(({ from }) => from !== undefined)?.from
  const places = new Map<string, Place>()
  for (const { to, toDetail } of segments) {
    const name = toDetail ?? to
    if (name === undefined || (home !== undefined && to === home)) continue
    places.set(name, { name, ...(to !== undefined && { city: to }) })
  }
  return [...places.values()]
}

/** Everything that names the place, folded; of `Lyon, FRANCE` its parts as well. */
function formsOf({ name = '', city = '', subdivision = '', country = '' }: Place): readonly string[] {
  const parts = [name, city].flatMap((each) => [each, ...each.split(',')])
  return [...parts, subdivision, country].map(fold).filter((form) => form !== '')
}

function nameOf({ name, city, subdivision, country }: Place): string {
  return name ?? city ?? subdivision ?? country ?? '-'
}
