import type { z } from 'zod'

/** What stands where something else was expected, such as `but found "UK"`. */
export function butFound(value: unknown): string {
  if (value === undefined) return 'but it is missing'
  if (value === null || value === '') return 'but it is empty'
  if (typeof value === 'object' && Object.keys(value).length === 0) return 'but it is empty'
  if (Array.isArray(value)) return 'but found a list'
  if (typeof value === 'object') return 'but found a mapping'
  return `but found ${JSON.stringify(value)}`
}

/** Where problems of a schema are noted. */
export type Context = Pick<z.RefinementCtx, 'addIssue'>

/** Notes a problem that says itself what was found; others are told with it by who reads the file. */
export function refuse(context: Context, message: string, path: readonly PropertyKey[] = []): void {
  context.addIssue({ code: 'custom', message, path: [...path], params: { isWhole: true } })
}

/** Whether the problem says itself what was found. */
export function isWhole(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'custom' && issue.params?.['isWhole'] === true
}

/**
 * The problems that are told of a value that can have several forms: of the one that it resembles, which is right on top
 * and wrong further inside, or says itself what is wrong.
 */
export function insideUnion(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const resembled = issue.errors.filter((form) => form.every((each) => each.path.length > 0 || isWhole(each)))
  const [form] = resembled
  if (form === undefined || resembled.length > 1) return [issue]
  return form.flatMap(insideUnion).map((each) => ({ ...each, path: [...issue.path, ...each.path] }))
}
