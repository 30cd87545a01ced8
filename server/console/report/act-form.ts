import { readOrKeep } from '../../record/read-sentence.ts'
import { readUntil } from '../../record/read-until.ts'
import { type ReviewAct, reviewAct } from '../../record/review-act.ts'
import { FIELDS, type Sentence, say } from '../../record/sentence.ts'

/** What came of reading a small form: an act, or what is wrong. */
export type ReadAct =
  | { readonly ok: true; readonly act: ReviewAct }
  | { readonly ok: false; readonly problems: readonly Sentence[] }

/**
 * Reads one of the small forms under a report; pure.
 * @param field Gives the value of a field, `''` if there is none; untrusted.
 * @param timeZone An IANA name, in which days begin.
 */
export function readActForm(field: (name: string) => string, now: Date, timeZone: string): ReadAct {
  const kind = field('kind')
  const given: Record<string, unknown> = { kind }
  const to = field('to')
  if (kind === 'ask' || (kind === 'assign' && to !== '')) given['to'] = to
  if (kind === 'note' || kind === 'ask' || kind === 'answer') given['text'] = field('text')
  if (kind === 'answer' && field('question') !== '') given['question'] = Number(field('question'))
  if (kind === 'snooze' && field('until') !== '') {
    const read = readUntil(field('until'), now, timeZone)
    if (!read.ok) return { ok: false, problems: [say('at field', { field: 'until', why: read.problem })] }
    given['until'] = read.until
  }
  const read = reviewAct.safeParse(given)
  if (read.success) return { ok: true, act: read.data }
  return {
    ok: false,
    problems: read.error.issues.map(({ path, message }) =>
      say('at field', {
        field: FIELDS.find((each) => each === path[0]) ?? 'kind',
        why: readOrKeep(message),
      }),
    ),
  }
}
