import { foldCase } from '../report/fold.ts'
import { type Money, parseDecimal } from '../report/money.ts'
import { keyOfLogin } from './api-key-line.ts'
import type { Person } from './person.ts'
import { type Sentence, say } from './sentence.ts'

/** Whether something may be done, and why not, for whoever asked. */
export type Ruling<Reason = Sentence> =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: Reason }

/** What is known of whose report it is. */
export interface Owner {
  readonly loginId?: string | undefined
  readonly employeeId?: string | undefined
  readonly email?: string | undefined
  /** Whether it is the person who decides, where that is known by other means. */
  readonly isSelf?: boolean | undefined
}

/** What a person is to decide on, as it was read. */
export interface ToDecide {
  readonly owner: Owner
  /** Absent where the report has none. */
  readonly total?: Money | undefined
  readonly isInScope: boolean
}

/** Whether somebody of that role decides on reports at all. */
export function decidesOnReports({ role }: Pick<Person, 'role'>): boolean {
  return role === 'reviewer' || role === 'controller'
}

/**
 * Whether that person may decide on that report. What cannot be told is a refusal: whose it is, whether it is below
 * their amount.
 */
export function mayDecide(person: Person, { owner, total, isInScope }: ToDecide): Ruling {
  if (!decidesOnReports(person)) return refused(say('role does not decide', { role: person.role }))
  const isOwn = isOwner(person, owner)
  if (isOwn === true) return refused(say('own report'))
  if (isOwn === undefined) return refused(say('owner not known'))
  return person.role === 'controller' ? { ok: true } : mayReview(person, total, isInScope)
}

function mayReview(person: Person, total: Money | undefined, isInScope: boolean): Ruling {
  if (!isInScope) return refused(say('out of scope'))
  if (total === undefined) return refused(say('no total'))
  const max = maxAmountOf(person, total.currency)
  if (max === undefined) return refused(say('no greatest amount', { currency: total.currency }))
  return total.amount.lte(max.amount) ? { ok: true } : refused(say('above greatest amount', { most: max }))
}

function maxAmountOf({ maxAmounts = {} }: Person, currency: string): Money | undefined {
  const text = Object.hasOwn(maxAmounts, currency) ? maxAmounts[currency] : undefined
  const amount = text === undefined ? undefined : parseDecimal(text)
  return amount === undefined ? undefined : { amount, currency }
}

/**
 * Whether it is the person's own. A login of Concur mostly is an e-mail address, so that either of the person is
 * compared with either of the owner.
 * @returns `undefined` if it cannot be told.
 */
export function isOwner(person: Person, owner: Owner): boolean | undefined {
  // A program submits no reports.
  if (keyOfLogin(person.login) !== undefined) return false
  if (owner.isSelf === true) return true
  const pairs = [
    [person.login, owner.loginId],
    [person.email, owner.email],
    [person.login, owner.email],
    [person.email, owner.loginId],
    [person.employeeId, owner.employeeId],
  ].map((pair) => pair.map(folded))
  if (pairs.some(([own, other]) => own !== '' && own === other)) return true
  // Of the same kind: a login that is no address says nothing of an address.
  const isComparable = [pairs[0], pairs[1], pairs[4]].some((pair) => pair?.every((text) => text !== ''))
  return owner.isSelf === false || isComparable ? false : undefined
}

function folded(text = ''): string {
  return foldCase(text)
}

function refused(reason: Sentence): Ruling {
  return { ok: false, reason }
}
