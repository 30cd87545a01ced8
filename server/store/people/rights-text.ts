import type { Person } from '../../record/person.ts'

/** What somebody may do. */
export type Rights = Pick<Person, 'role' | 'scope' | 'maxAmounts' | 'isEmergency'>

/** What somebody may do: names no person. */
export function rightsText({ role, scope, maxAmounts, isEmergency }: Rights): string {
  const amounts = Object.entries(maxAmounts ?? {}).map(([currency, amount]) => `${amount} ${currency}`)
  return [
    `role ${role}`,
    ...(scope === undefined ? [] : [`scope ${scope}`]),
    ...(amounts.length === 0 ? [] : [`up to ${amounts.join(', ')}`]),
    ...(isEmergency === true ? ['also without the provider'] : []),
  ].join(', ')
}
