import { z } from 'zod'
import { INCOMPLETE } from '../../record/hold-reason.ts'
import { decimalOrder } from '../../report/decimal-order.ts'
import { fold } from '../../report/fold.ts'
import { parseDecimal } from '../../report/money.ts'

/** What a review is found by, besides what is shown of it. */
export interface Listed {
  readonly employee_search: string
  readonly total_order: string | null
}

/** Made of what the columns of those names hold. */
export function listedOf({
  employee,
  employee_login: login = null,
  employee_id: id = null,
  total,
}: {
  readonly employee: string | null
  readonly employee_login?: string | null
  readonly employee_id?: string | null
  readonly total: string | null
}): Listed {
  const amount = total === null ? undefined : parseDecimal(total)
  return {
    // A line each, so that no search finds the end of one and the beginning of the next.
    employee_search: [employee, login, id].map((text) => fold(text ?? '')).join('\n'),
    total_order: amount === undefined ? null : decimalOrder(amount),
  }
}

const about = z.array(z.object({ rule: z.string(), enforce: z.string().exactOptional() })).default([])
const kept = z.object({ findings: about, notEvaluated: about, gap: z.unknown().exactOptional() })

/**
 * The rules that a decision rests on, each once: of its findings, and those that could not be applied. Without rules
 * on trial, which have no consequences.
 * @param decision As it is kept, also by versions before this one.
 */
export function rulesIn(decision: unknown): readonly string[] {
  const read = kept.safeParse(decision)
  if (!read.success) return []
  const { findings, notEvaluated, gap } = read.data
  if (gap !== undefined) return [INCOMPLETE]
  const acted = [...findings, ...notEvaluated].filter(({ enforce }) => enforce !== 'observe')
  return [...new Set(acted.map(({ rule }) => rule))]
}
