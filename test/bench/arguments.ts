import { parseArgs } from 'node:util'

/** What a measurement is asked for. */
export interface Run {
  /** How often each of two things is measured, in turn. */
  readonly pairs: number
  /** A commit: its build runs in turn with today's where a row compares the two. */
  readonly against?: string
  /** Words after the name, such as sizes. */
  readonly words: readonly string[]
}

/** {@link Run} with the name of what to measure; without one it is the whole table. */
export interface BenchArguments extends Run {
  readonly name?: string
}

/** What was asked for cannot be measured. */
export class ArgumentsError extends Error {}

/** Targets are judged by the medians of so many pairs. */
export const PAIRS = 6

/**
 * Reads `[name] [words] [--pairs N] [--against COMMIT]`.
 * @throws {ArgumentsError} If that is not what they are.
 */
export function readArguments(args: readonly string[]): BenchArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { pairs: { type: 'string' }, against: { type: 'string' } },
  })
  const [name, ...words] = positionals
  const pairs = Number(values.pairs ?? PAIRS)
  if (!Number.isInteger(pairs) || pairs < 1 || pairs > 100)
    throw new ArgumentsError(`--pairs is a whole number from 1 to 100, not ${values.pairs}`)
  // What git takes for an option, or for nothing.
  if (values.against !== undefined && !/^\w/.test(values.against))
    throw new ArgumentsError(`--against is a commit, not "${values.against}"`)
  return {
    words,
    pairs,
    ...(name !== undefined && { name }),
    ...(values.against !== undefined && { against: values.against }),
  }
}

/** Words that are sizes. @throws {ArgumentsError} If one is not a whole number above 0. */
export function numbersIn(words: readonly string[]): readonly number[] {
  return words.map((word) => {
    if (!/^[1-9]\d*$/.test(word))
      throw new ArgumentsError(`a size is a whole number such as 10000, not "${word}"`)
    return Number(word)
  })
}

/** The arguments that say the same to another process. */
export function writeArguments({ name, words, pairs, against }: BenchArguments): readonly string[] {
  return [
    ...(name === undefined ? [] : [name]),
    ...words,
    `--pairs=${pairs}`,
    ...(against === undefined ? [] : [`--against=${against}`]),
  ]
}
