import type { Way } from '../record/destination.ts'
import type { MailServer } from './send-mail.ts'

/** A receiver of one's own. */
export interface WebhookReceiver {
  readonly url: string
  /** What is sent is signed with it. */
  readonly key: string
}

/** The ways that the settings know, by the names that the people file has for them. */
export interface Ways {
  /** Absent where no mails are sent. */
  readonly mail?: MailServer | undefined
  readonly teams: ReadonlyMap<string, string>
  readonly slack: ReadonlyMap<string, string>
  readonly webhook: ReadonlyMap<string, WebhookReceiver>
}

/** The setting that a way's addresses stand in. */
export const SETTING_OF: Readonly<Record<Way, string>> = {
  mail: 'SMTP_HOST',
  teams: 'TEAMS_URLS',
  slack: 'SLACK_URLS',
  webhook: 'WEBHOOK_URLS',
}
