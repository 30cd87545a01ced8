/** The variables of a condition with their types, such as `entry` and `Entry`. */
export type Variables = Readonly<Record<string, string>>

/** What is wrong with a condition; `at` counts its characters from 0. */
export interface ConditionProblem {
  readonly at: number
  readonly message: string
}

/** For people: `character 7: there is no field vendro`, or `line 2, character 7: ..` where it has several lines. */
export function placed(condition: string, { at, message }: ConditionProblem): string {
  const lines = condition.slice(0, at).split('\n')
  const character = `character ${Array.from(lines.at(-1) ?? '').length + 1}`
  return `${condition.trim().includes('\n') ? `line ${lines.length}, ${character}` : character}: ${message}`
}
