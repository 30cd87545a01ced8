import { LANGUAGES, type Language } from '../record/destination.ts'
import { TEXTS } from './languages/languages.ts'

/** In which language somebody reads, and how dates and amounts are written for them. */
export interface Reader {
  readonly language: Language
  /** Of the same language: `en-US`. */
  readonly locale: string
}

/**
 * Who reads, by what the browser says. Pure.
 * @param accepted The header `Accept-Language`; untrusted.
 * @param chosen The language that was chosen here before, if any; untrusted.
 */
export function readerOf(accepted = '', chosen = ''): Reader {
  const tags = acceptedTags(accepted)
  const language =
    LANGUAGES.find((each) => each === chosen) ?? tags.map(languageOf).find((each) => each !== undefined)
  const ours = language ?? 'en'
  // A tag without a region says nothing about dates.
  const locale = tags.find((tag) => tag.startsWith(`${ours}-`)) ?? TEXTS[ours].locale
  return { language: ours, locale }
}

/** At most so many are looked at. */
const MAX_TAGS = 20

/** By preference, well-formed ones only. */
function acceptedTags(header: string): readonly string[] {
  return header
    .split(',', MAX_TAGS)
    .map((each) => /^\s*([A-Za-z]{2,3}(?:-[A-Za-z\d]{2,8})*)\s*(?:;\s*q=([\d.]+))?\s*$/.exec(each))
    .flatMap((match) => (match === null ? [] : [{ tag: match[1] ?? '', weight: Number(match[2] ?? 1) }]))
    .toSorted((one, other) => other.weight - one.weight)
    .flatMap(({ tag }) => canonical(tag))
}

function canonical(tag: string): readonly string[] {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag)
  } catch {
    return []
  }
}

function languageOf(tag: string): Language | undefined {
  return LANGUAGES.find((each) => tag === each || tag.startsWith(`${each}-`))
}
