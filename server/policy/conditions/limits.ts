/**
 * How much one condition may take. A policy file may be written by anybody in a finance team, and its conditions run in
 * the same process as everything else: whatever they say, they end soon. Steps are counted, not milliseconds, so that
 * the same report and policy always give the same decision.
 */
export const LIMITS = {
  /** Characters of a condition. */
  characters: 2_000,
  /** Nodes of its syntax tree. */
  nodes: 500,
  /** Parentheses and the like within each other. */
  depth: 32,
  /** Elements of a list that is written out. */
  elements: 200,
  /** `all`, `exists`, `exists_one`, `map` and `filter` within each other. */
  loops: 2,
  /** Of all evaluations of one condition on one report; tens of milliseconds at most. */
  steps: 500_000,
  /** Characters of a text that a condition puts together. */
  text: 10_000,
  /** Digits before and behind the point of a number that a condition calculates. */
  digits: 60,
  /** Instructions of a compiled pattern of `like`. */
  pattern: 1_000,
} as const

/** What is left of the steps for one condition and one report; below zero it is over. */
export interface Budget {
  steps: number
}

/** A whole budget. */
export function newBudget(): Budget {
  return { steps: LIMITS.steps }
}
