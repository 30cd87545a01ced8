/** What a look at one thing that the connector needs found. */
export interface CheckLine {
  /** Such as `certificate`, `token`; one thing may have several lines. */
  readonly what: string
  readonly state: 'ok' | 'warning' | 'failed'
  /** What was found, or what to do. */
  readonly text: string
}
