import { ConnectorError } from '../../connector-error.ts'

/** Of a file that is no policy at all nobody reads more, and each change of it is a line of the log. */
const MAX_PROBLEMS = 100
/** Characters of one; what is wrong may be as long as the file. */
const MAX_LENGTH = 1000

/** The policy file cannot be used; somebody has to correct it first. */
export class PolicyError extends ConnectorError {
  override readonly name = 'PolicyError'
  readonly code = 'POLICY_INVALID'
  readonly retryable = false
  /**
   * Every problem of the file, each with its place: `rules[2].above.USD (line 14, column 9): expected ...`. Of more than
   * a hundred the first, and how many more there are.
   */
  readonly problems: readonly string[]

  /** @param fileName As the person who wrote it knows it; the message begins with it. */
  constructor(fileName: string, problems: readonly string[], options?: ErrorOptions) {
    const told = boundedProblems(problems)
    super([`the policy in ${fileName} cannot be used:`, ...told].join('\n- '), options)
    this.problems = told
  }
}

/** The first hundred, none of them long, and how many more there are. */
export function boundedProblems(problems: readonly string[]): readonly string[] {
  // What another thread has told is bounded already.
  const told = problems
    .slice(0, problems.length > MAX_PROBLEMS + 1 ? MAX_PROBLEMS : undefined)
    .map((problem) => (problem.length <= MAX_LENGTH ? problem : `${problem.slice(0, MAX_LENGTH)}…`))
  const more = problems.length - told.length
  return more === 0 ? told : [...told, `and ${more} more`]
}
