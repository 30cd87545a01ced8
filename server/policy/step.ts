/** The two places of an expense workflow where Concur can ask an external system ("Configure Service", Workflows). */
export const STEPS = ['post-submit', 'pre-extract'] as const
/** One of {@link STEPS}: just after the employee submitted, or just before the amounts leave for accounting. */
export type Step = (typeof STEPS)[number]

/**
 * Recognises a step by the name that Concur announced it with, such as `EXTERNAL VALIDATION - PRE-EXTRACT` or a step
 * code; the documented names contain `SUBMIT` or `PRE-EXTRACT`, an administrator may have chosen others.
 * @param named What the policy file says of the customer's own names, in capitals.
 * @returns `undefined` for a name that says neither, or when nothing announced the report.
 */
export function stepOf(name: string | undefined, named: ReadonlyMap<string, Step>): Step | undefined {
  if (name === undefined) return undefined
  const own = named.get(name.trim().toUpperCase())
  if (own !== undefined) return own
  if (/pre[\s_-]?extract/i.test(name)) return 'pre-extract'
  return /submit/i.test(name) ? 'post-submit' : undefined
}
