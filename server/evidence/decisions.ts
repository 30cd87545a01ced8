import { z } from 'zod'
import type { Decision } from '../record/decision.ts'
import { AT_OBJECT, holdReasons, keyedFindings } from '../record/hold-reason.ts'
import type { KeptDecision } from '../record/human-decision.ts'
import { parseDecision } from '../record/parse-decision.ts'
import type { ReviewEvidence } from '../record/review-evidence.ts'
import type { TrailLine } from '../record/review-record.ts'
import { type Html, type HtmlValue, html } from './html.ts'
import { facts, json, link, section, table, time } from './page.ts'
import { policyFolder } from './paths.ts'

/** How the page of a review reaches other files. */
export interface Links {
  /** @param path In the evidence. @returns From the page. */
  readonly to: (path: string) => string
  readonly isKept: (version: string) => boolean
}

/** Every decision on a review, with what it rests on and what people said of it. */
export function decisionSections({ record }: ReviewEvidence, links: Links): Html {
  const { events, humanDecisions = [], review } = record
  const decided = events.filter(({ kind }) => kind === 'decided')
  const messages = messagesOf(decided)
  return html`${section(
    'Decisions',
    decided.length === 0
      ? html`<p>None.</p>`
      : decided.map((event, index) => {
          // Before it stood in the line itself, it was kept of the last one only.
          const by = takenBy(event) ?? (index === decided.length - 1 ? review.decidedBy : null)
          return decisionPart(event, by, humanDecisions, links)
        }),
  )}${
    humanDecisions.length === 0
      ? undefined
      : section(
          'What people decided',
          humanDecisions.map((each) => humanPart(each, messages)),
        )
  }`
}

function takenBy({ detail }: TrailLine): string | undefined {
  const read = z.object({ by: z.string() }).safeParse(detail)
  return read.data?.by
}

function decisionPart(
  { at, summary, detail }: TrailLine,
  by: string | null,
  people: readonly KeptDecision[],
  links: Links,
): Html {
  const decision = parseDecision(detail)
  const heading = html`<h3>${time(at)}: ${summary}${by === null ? '' : `, by ${by === 'person' ? 'a person' : `the ${by}`}`}</h3>`
  if (decision === undefined) return html`${heading}${json(detail)}`
  const { notEvaluated, comment, gap, enforce } = decision
  return html`${heading}
${facts([
  ['Policy', policyLink(decision.policyVersion, links)],
  ['On trial', enforce === 'observe' ? 'nothing of it is carried out' : undefined],
  ['Not seen whole', gap && `expected ${gap.expected}, seen ${gap.seen}`],
  ['Comment for the employee', comment],
])}
${findingsTable(decision, people)}
${
  notEvaluated.length === 0
    ? undefined
    : html`<h3>Rules that could not be applied</h3>${table(
        ['Rule', 'Why', 'What people said'],
        notEvaluated.map(({ rule, reason }) => [rule, reason, verdictsOn(rule, people)]),
      )}`
}`
}

function findingsTable(decision: Decision, people: readonly KeptDecision[]): Html {
  const keys = new Map(keyedFindings(decision).map(([key, finding]) => [finding, key]))
  return table(
    ['Rule', 'On', 'Seen', 'Allowed', 'Severity', 'Code', 'Message', 'What people said'],
    decision.findings.map((finding) => [
      `${finding.rule}${finding.enforce === 'observe' ? ' (on trial)' : ''}`,
      finding.object.label,
      finding.observed,
      finding.limit,
      finding.severity,
      finding.exceptionCode,
      finding.message,
      verdictsOn(keys.get(finding) ?? `${finding.rule}${AT_OBJECT}${finding.object.id}`, people),
    ]),
  )
}

function verdictsOn(key: string, people: readonly KeptDecision[]): string {
  return people
    .flatMap(({ by, verdicts }) => (Object.hasOwn(verdicts, key) ? [`${verdicts[key]} (${by})`] : []))
    .join('; ')
}

function humanPart(decision: KeptDecision, messages: ReadonlyMap<string, string>): Html {
  const { by, action, acceptedAt, dueAt, state, outcome, verdicts, reason, comment } = decision
  return html`<h3>${time(acceptedAt)}: ${action}, by ${by}</h3>
${facts([
  ['Reason', reason],
  ['Comment for the employee', comment],
  ['Could be taken back until', time(dueAt)],
  ['Became of it', outcome === undefined ? state : `${state}: ${outcome}`],
])}
${table(
  ['On', 'Which says', 'Verdict'],
  Object.entries(verdicts).map(([key, verdict]): readonly HtmlValue[] => [
    html`<code>${key}</code>`,
    messages.get(key),
    verdict,
  ]),
)}`
}

/** What each reason says that people judge, by its key. */
function messagesOf(decided: readonly TrailLine[]): ReadonlyMap<string, string> {
  return new Map(
    decided.flatMap(({ detail }) => {
      const decision = parseDecision(detail)
      const reasons = decision === undefined ? [] : holdReasons(decision, null)
      return reasons.map(({ key, message }) => [key, message] as const)
    }),
  )
}

function policyLink(version: string, { to, isKept }: Links): HtmlValue {
  return isKept(version)
    ? link(to(`${policyFolder(version)}/policy.yaml`), version)
    : `${version}, whose text is not kept`
}
