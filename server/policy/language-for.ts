import { type Pickable, picks } from './file/selector.ts'
import type { Policy } from './policy.ts'

/** The language that the policy has for that report or request. */
export function languageFor(matter: Pickable, { languages, language }: Policy): string {
  return languages.find((each) => picks(each.for, matter).kind === 'yes')?.language ?? language
}
