/** What is looked at. */
export const CHECKED = [
  'settings',
  'certificate',
  'console',
  'events',
  'policy',
  'database',
  'clock',
  'token',
  'reading',
  'waiting',
  'names',
  'telling',
  'people',
  'mail',
  'sign-in',
  'groups',
  'emergency',
  'check',
] as const
/** One of {@link CHECKED}. */
export type Checked = (typeof CHECKED)[number]

/** What a look at one thing that the connector needs found. */
export interface CheckLine {
  /** One thing may have several lines. */
  readonly what: Checked
  readonly state: 'ok' | 'warning' | 'failed'
  /** What was found, or what to do; in English, see `readSentence`. */
  readonly text: string
}
