import { withoutRegion } from '../policy/language.ts'
import { REQUEST_RULES } from '../policy/request-rules/catalogue.ts'
import { RULES } from '../policy/rules/catalogue.ts'
import type { Finding } from '../record/decision.ts'

/** What the message of a finding is made of. */
export type SaidFinding = Pick<Finding, 'observed' | 'limit' | 'texts'> & {
  readonly object: Pick<Finding['object'], 'label'>
}

/**
 * What a finding says in a language, with the placeholders `{object}`, `{observed}` and `{limit}`: the text of the
 * policy file, or of the catalogue where the message was made of that; pure.
 * @param message As it is kept.
 * @param language Such as `de`.
 * @returns `undefined` where the policy file has words of its own that it has not in that language.
 */
export function findingText(message: string, finding: SaidFinding, language: string): string | undefined {
  const texts = finding.texts ?? CATALOGUE.find((each) => isSaidBy(message, finding, each))
  const known = Object.keys(texts ?? {}).find((each) => withoutRegion(each) === language)
  return known === undefined ? undefined : texts?.[known]
}

type ByLanguage = Readonly<Record<string, string>>

const CATALOGUE: readonly ByLanguage[] = [...RULES, ...REQUEST_RULES].flatMap(
  ({ message, otherMessages = [] }) => [message, ...otherMessages],
)

/**
 * A rule has the name that the company gave it, and the policy may be gone: only the message with its values tells
 * which text it was made of.
 */
function isSaidBy(message: string, { object, observed, limit }: SaidFinding, texts: ByLanguage): boolean {
  return Object.entries(texts).some(([language, text]) => {
    if (language === 'en') return fillText(text, { object: object.label, observed, limit }) === message
    // Parts of a report have been called by their names in that language.
    const open = { object: ANY, observed: PART.test(observed) ? ANY : observed, limit }
    const fixed = fillText(text, open).split(ANY)
    return (
      message.startsWith(fixed[0] ?? '') &&
      message.endsWith(fixed.at(-1) ?? '') &&
      fixed.every((each) => message.includes(each))
    )
  })
}

const ANY = '\0'
const PART = /^(?:entry|planned expense) \d/

/** The text with those values in place of its placeholders. */
export function fillText(
  text: string,
  values: Readonly<Record<'object' | 'observed' | 'limit', string>>,
): string {
  return text.replaceAll(/\{(object|observed|limit)\}/g, (_all, name: keyof typeof values) => values[name])
}
