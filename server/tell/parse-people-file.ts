import { z } from 'zod'
import { MAIL_ADDRESS } from '../../config/telling-forms.ts'
import { fieldName } from '../policy/facts/custom-fields.ts'
import { words } from '../policy/file/names.ts'
import { amounts, day, mapping } from '../policy/file/parameters.ts'
import { openPolicyDocument, type Path, type PolicyDocument } from '../policy/file/policy-document.ts'
import { selector } from '../policy/file/selector.ts'
import { LANGUAGES, type Language, WAYS, type Way } from '../record/destination.ts'
import { parseGroupRoles } from './parse-group-roles.ts'
import { type PeopleFile, type Recipient, TELL_AT_ONCE, type TellRow } from './people-file.ts'
import { PeopleFileError } from './people-file-error.ts'
import { SETTING_OF, type Ways } from './ways.ts'

const language = z.enum(LANGUAGES, `expected ${LANGUAGES.join(' or ')}`)
const NEWS = `expected a list of what is told at once: ${TELL_AT_ONCE.join(', ')}`
const kinds = z
  .array(z.enum(TELL_AT_ONCE, `expected one of ${TELL_AT_ONCE.join(', ')}`), NEWS)
  .min(1, NEWS)
  .transform((given): TellRow['news'] => new Set(given))

const header = mapping({
  language: language.default('en'),
  holidays: z.array(day, 'expected a list of days, such as [2026-12-25]').default([]),
  names: mapping({ costCentre: fieldName.optional() }).optional(),
  groups: z
    .array(z.unknown(), 'expected a list of which group gives which role')
    .min(1, 'expected at least one group')
    .optional(),
  bulk: mapping({ limit: amounts }).optional(),
  tell: z
    .array(z.unknown(), 'expected a list of who is told of what')
    .min(1, 'expected at least one who is told')
    .optional(),
})

const row = mapping({
  person: words.optional(),
  mail: z.string('expected an e-mail address').regex(MAIL_ADDRESS, 'expected an e-mail address').optional(),
  teams: words.optional(),
  slack: words.optional(),
  webhook: words.optional(),
  language: language.optional(),
  news: kinds.optional(),
  stillHeldAfter: wholeNumber(1, 60, 'working days').optional(),
  digest: wholeNumber(0, 23, 'the hour of the day').optional(),
  // Kept as it is written: `readScope` reads it where it is applied.
  for: z.unknown().optional(),
})

const RECIPIENTS = ['person', ...WAYS] as const

/**
 * Reads the text of a people file. Pure.
 * @param text YAML 1.2; `config/people.example.yaml` explains it.
 * @param fileName For messages.
 * @param ways What the settings know: a name that they do not know is a problem.
 * @throws {PeopleFileError} With everything that is wrong in it.
 */
export function parsePeopleFile(text: string, fileName: string, ways: Ways): PeopleFile {
  const document = openPolicyDocument(text)
  const top = document.problems.length === 0 ? document.read(header, []) : undefined
  const listed = document.valueAt(['tell'])
  const rows = Array.isArray(listed)
    ? [...listed.keys()].flatMap(
        (index) => readRow(document, ['tell', index], top?.language ?? 'en', ways) ?? [],
      )
    : []
  const groups = parseGroupRoles(document, ['groups'])
  if (listed === undefined && top?.groups === undefined && top?.bulk === undefined && top !== undefined)
    document.complain(
      [],
      'expected tell, who is told of what, groups, which group gives which role, or bulk, who needs a second person',
    )
  if (top === undefined || document.problems.length > 0)
    throw new PeopleFileError(fileName, document.problems)
  const costCentre = top.names?.costCentre
  return {
    language: top.language,
    rows,
    holidays: new Set(top.holidays),
    ...(groups.length > 0 && { groups }),
    ...(costCentre !== undefined && { costCentre }),
    ...(top.bulk !== undefined && { bulkLimits: top.bulk.limit }),
  }
}

function readRow(document: PolicyDocument, place: Path, standard: Language, ways: Ways): TellRow | undefined {
  const given = document.read(row, place)
  if (!isMapping(document.valueAt(place))) return undefined
  const scope = readFor(document, place)
  const recipient = readRecipient(document, place, ways)
  if (given === undefined) return undefined
  const { news = new Set(), stillHeldAfter, digest } = given
  if (news.size === 0 && stillHeldAfter === undefined && digest === undefined) {
    document.complain(place, 'expected at least one of news, stillHeldAfter and digest')
  }
  if (recipient === undefined) return undefined
  return {
    recipient,
    language: given.language ?? standard,
    news,
    ...(stillHeldAfter !== undefined && { stillHeldAfter }),
    ...(digest !== undefined && { digestHour: digest }),
    ...(scope !== undefined && { scope }),
  }
}

function readFor(document: PolicyDocument, place: Path): string | undefined {
  const path = [...place, 'for']
  const value = document.valueAt(path)
  if (value === undefined || document.read(selector, path) === undefined) return undefined
  return JSON.stringify(value)
}

/** By what was typed, so that a row which is wrong elsewhere is looked at, too. */
function readRecipient(document: PolicyDocument, place: Path, ways: Ways): Recipient | undefined {
  const named = RECIPIENTS.filter((each) => document.valueAt([...place, each]) !== undefined)
  const [kind] = named
  if (kind === undefined || named.length > 1) {
    document.complain(place, `expected exactly one of ${RECIPIENTS.join(', ')}`)
    return undefined
  }
  const name = words.safeParse(document.valueAt([...place, kind])).data
  if (name === undefined) return undefined
  if (kind === 'person' || kind === 'mail') complainOfMail(document, [...place, kind], ways)
  else if (!ways[kind].has(name)) document.complain([...place, kind], unknownChannel(kind, name, ways))
  return kind === 'person' ? { kind, login: name.toLowerCase() } : { kind: 'address', way: kind, name }
}

function complainOfMail(document: PolicyDocument, place: Path, { mail }: Ways): void {
  if (mail === undefined)
    document.complain(place, `${SETTING_OF.mail} is not set, so that no mail can be sent`)
}

function unknownChannel(way: Exclude<Way, 'mail'>, name: string, ways: Ways): string {
  const known = [...ways[way].keys()]
  const those = known.length === 0 ? 'it is not set' : `it has ${known.join(', ')}`
  return `${SETTING_OF[way]} has no address of the name ${JSON.stringify(name)}; ${those}`
}

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Numbers of the file are the text that was typed. */
function wholeNumber(min: number, max: number, unit: string) {
  const expected = `expected ${unit}, a whole number from ${min} to ${max}`
  return z
    .string(expected)
    .regex(/^\d{1,2}$/, expected)
    .transform(Number)
    .refine((value) => value >= min && value <= max, expected)
}
