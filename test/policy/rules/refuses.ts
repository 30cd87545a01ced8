import { expect } from 'chai'
import { policyWith } from '../apply-rule.ts'

/** Tests that a rule, given in one line of YAML, cannot be loaded with such parameters, and that the reason is said. */
export function itRefuses(rule: string, reason: string, lists: Readonly<Record<string, string>> = {}): void {
  it(`refuses to load with the reason: ${reason}`, () => {
    expect(() => policyWith(lists, `severity: error, rule: ${rule}`)).to.throw(reason)
  })
}
