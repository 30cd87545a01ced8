import { ConnectorError } from '../connector-error.ts'

/** The people file cannot be used; somebody has to correct it first. */
export class PeopleFileError extends ConnectorError {
  override readonly name = 'PeopleFileError'
  readonly code = 'PEOPLE_FILE_INVALID'
  readonly retryable = false
  /** Every problem of the file, each with its place: `tell[2].digest (line 14, column 9): expected ...`. */
  readonly problems: readonly string[]

  /** @param fileName As the person who wrote it knows it; the message begins with it. */
  constructor(fileName: string, problems: readonly string[], options?: ErrorOptions) {
    super([`the people file ${fileName} cannot be used:`, ...problems].join('\n- '), options)
    this.problems = problems
  }
}
