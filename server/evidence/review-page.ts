import type { ReviewEvidence } from '../record/review-evidence.ts'
import type { ReviewLine } from '../record/review-line.ts'
import type { TrailEntry } from '../record/trail.ts'
import { formatMoney, parseDecimal } from '../report/money.ts'
import { decisionSections, type Links } from './decisions.ts'
import { type Html, html, render } from './html.ts'
import { facts, link, page, section, table, time } from './page.ts'
import { folderOf, readingPath } from './paths.ts'
import { objectLines } from './report-lines.ts'
import { rolesOfReadings } from './roles-of-readings.ts'
import type { Gone } from './what-is-gone.ts'
import { writesSection } from './writes.ts'
import type { Member } from './zip.ts'

/** What stands on the page of a review besides its evidence. */
export interface ReviewPage extends Links {
  readonly gone: readonly Gone[]
  /** The files of the review. */
  readonly members: readonly Member[]
  readonly madeAt: Date
}

/** The page of a review, for people to read and to print. */
export async function reviewPage(evidence: ReviewEvidence, about: ReviewPage): Promise<string> {
  const { record, acts } = evidence
  const { review, notes = [], notifications, events } = record
  const lines = await objectLines(evidence)
  const content = html`${summary(review, about)}
${goneSection(about.gone)}
${section('What was read', lines ?? html`<p>It is kept no longer.</p>`)}
${readingsSection(evidence, about)}
${decisionSections(evidence, about)}
${
  notes.length === 0
    ? undefined
    : section(
        'Notes and questions',
        table(
          ['At', 'By', 'To', 'Kind', 'Text'],
          notes.map(({ at, by, to, kind, text }) => [time(at), by, to, kind, text]),
        ),
      )
}
${writesSection(record)}
${section(
  'What happened',
  table(
    ['At', 'What', 'In short'],
    events.map(({ at, kind, summary: text }) => [time(at), kind, text]),
  ),
)}
${section('What people did and asked for', actsTable(acts))}
${section(
  'What told of it',
  table(
    ['Number', 'By', 'Received', 'Times', 'State'],
    notifications.map((each) => [each.id, each.door, time(each.receivedAt), each.timesSeen, each.state]),
  ),
)}
${section(
  'Files',
  table(
    ['File', 'Bytes', 'SHA-256'],
    about.members.map(({ path, bytes, sha256 }) => [
      link(about.to(path), path),
      bytes,
      html`<code>${sha256}</code>`,
    ]),
  ),
)}`
  return render(page(`Review ${review.id} of ${nounOf(review)} ${review.reportId}`, content))
}

/** `report` or `request`. */
export function nounOf({ objectType }: Pick<ReviewLine, 'objectType'>): string {
  return objectType === 'TRAVELREQ' ? 'request' : 'report'
}

/** `129.00 USD`; nothing where there is no total. */
export function totalOf({ total, currency }: Pick<ReviewLine, 'total' | 'currency'>): string | undefined {
  const amount = total === null ? undefined : parseDecimal(total)
  return amount && formatMoney({ amount, currency })
}

function summary(review: ReviewLine, { madeAt, to }: ReviewPage): Html {
  const { reportName, employee, employeeLogin, employeeId, result, reason, reasonCode } = review
  const ended = result ?? 'open'
  return facts([
    ['Name', reportName],
    ['Employee', [...new Set([employee, employeeLogin, employeeId])].filter(Boolean).join(', ')],
    ['Total', totalOf(review)],
    ['Result', reason === null ? ended : `${ended}: ${reason}`],
    ['Code', reasonCode],
    ['Decided by', review.decidedBy],
    ['Workflow step', review.stepName],
    ['Mode', review.mode],
    ['Exceptions in Concur', review.exceptions.join(' ')],
    ['Began', time(review.startedAt)],
    ['Decided', time(review.decidedAt)],
    ['Finished', time(review.finishedAt)],
    ['All of it, for programs', link(to(`${folderOf(review.id)}/review.json`), 'review.json')],
    ['This page was made', time(madeAt)],
  ])
}

function goneSection(gone: readonly Gone[]): Html | undefined {
  if (gone.length === 0) return undefined
  return html`<div class="gone">${section(
    'What is not here',
    table(
      ['What', 'Why', 'Bytes', 'SHA-256'],
      gone.map(({ what, why, bytes, sha256 }) => [what, why, bytes, sha256 && html`<code>${sha256}</code>`]),
    ),
  )}</div>`
}

function readingsSection(evidence: ReviewEvidence, { to }: ReviewPage): Html {
  const roles = rolesOfReadings(evidence.record.events)
  return section(
    'Readings',
    table(
      ['Number', 'At', 'Where it was', 'What for', 'Document, as Concur sent it'],
      evidence.readings.map(({ at, summary: text, document }, index) => [
        index + 1,
        time(at),
        text,
        roles[index],
        document === undefined
          ? 'is not here'
          : link(to(readingPath(evidence, index)), `reading ${index + 1}`),
      ]),
    ),
  )
}

function actsTable(acts: readonly TrailEntry[]): Html {
  return table(
    ['Row of the trail', 'At', 'Who', 'Typed by', 'What', 'Whom', 'Outcome', 'More'],
    acts.map((row) => [
      row.number,
      time(row.at),
      row.who,
      row.via,
      row.act,
      row.whom,
      row.outcome,
      row.detail,
    ]),
  )
}
