import { readWhere } from './hub-path.ts'

/** Which deliveries a `where` means. */
export type WhichDeliveries =
  | { readonly ok: true /** Those of instances with this callback URL alone. */; readonly url?: string }
  | { readonly ok: false; readonly problem: string }

/**
 * Reads what stands in `PUT /notifications/subscriptions/deliveries?where=channel='webhook' and status='queued'`, with
 * `and config.url='...'` or without. There are no other channels here, and no other deliveries can be sent.
 * @param where Untrusted; empty means all.
 * @see FACTS of polling, section 9.
 */
export function readWhichDeliveries(where: string): WhichDeliveries {
  const conditions = readWhere(where)
  if (typeof conditions === 'string') return { ok: false, problem: conditions }
  const known = new Map([
    ['channel', 'webhook'],
    ['status', 'queued'],
  ])
  let url: string | undefined
  for (const { name, operator, value } of conditions) {
    if (operator !== '=') return { ok: false, problem: `\`${name}\` in where must be followed by \`=\`` }
    if (name === 'config.url') url = value
    else if (known.get(name) !== value.toLowerCase()) {
      return {
        ok: false,
        problem: `\`${name}='${value}'\` in where is none of channel='webhook', status='queued' and config.url='...'`,
      }
    }
  }
  return { ok: true, ...(url !== undefined && { url }) }
}
