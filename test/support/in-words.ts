import { inEnglish, type Sentence } from '../../server/record/sentence.ts'

type Refusing =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: Sentence; readonly detail?: Sentence }

/** What was ruled, with the reason in English, to compare it with what somebody reads. */
export function inWords<Ruling extends Refusing>(ruling: Ruling) {
  if (ruling.ok) return ruling
  const { ok, reason, detail } = ruling
  return { ok, reason: inEnglish(reason), ...(detail !== undefined && { detail: inEnglish(detail) }) }
}
