import { effectContent } from '../record/effect.ts'
import type { EffectLine, ReviewRecord } from '../record/review-record.ts'
import { type Html, html } from './html.ts'
import { json, section, table, time } from './page.ts'

/** Every write to Concur, and what Concur answered. */
export function writesSection({ effects, events }: Pick<ReviewRecord, 'effects' | 'events'>): Html {
  const answers = events.filter(({ kind }) => kind === 'call')
  return section(
    'Writes to Concur',
    html`${table(
      ['What', 'State', 'Planned', 'Sent', 'Settled', 'What Concur said, or reading back found'],
      effects.map((effect) => [
        whatOf(effect),
        effect.state,
        time(effect.plannedAt),
        time(effect.sentAt),
        time(effect.settledAt),
        effect.reason,
      ]),
    )}
${answers.map(
  ({ at, summary, detail }) => html`<h3>${time(at)}: ${summary}</h3>
${detail === undefined ? html`<p>The answer is kept no longer.</p>` : json(detail)}`,
)}`,
  )
}

function whatOf({ kind, content }: EffectLine): Html {
  const read = effectContent.safeParse(content)
  if (!read.success) return html`${kind}`
  const { data } = read
  if (data.kind === 'withdrawal') return html`exception ${data.code} taken away from ${data.objectId}`
  if (data.kind === 'workflow')
    return html`${data.action}${data.comment === undefined ? undefined : html`: <q>${data.comment}</q>`}`
  return html`<ul>${data.exceptions.map(
    ({ code, rule, objectType, objectId, state, message }) =>
      html`<li>exception ${code} of rule ${rule} on ${objectType} ${objectId}: ${state}${message === undefined ? '' : `, ${message}`}</li>`,
  )}</ul>`
}
