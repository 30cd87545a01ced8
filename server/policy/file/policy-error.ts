import { ConnectorError } from '../../connector-error.ts'

/** The policy file cannot be used; somebody has to correct it first. */
export class PolicyError extends ConnectorError {
  override readonly name = 'PolicyError'
  readonly code = 'POLICY_INVALID'
  readonly retryable = false
  /** Every problem of the file, each with its place: `rules[2].above.USD (line 14, column 9): expected ...`. */
  readonly problems: readonly string[]

  /** @param fileName As the person who wrote it knows it; the message begins with it. */
  constructor(fileName: string, problems: readonly string[], options?: ErrorOptions) {
    super([`the policy in ${fileName} cannot be used:`, ...problems].join('\n- '), options)
    this.problems = problems
  }
}
