import { createPoster } from '../delivery/post.ts'
import { isForbiddenHost, lookUpPublic } from '../delivery/safe-address.ts'
import type { SendResult } from '../delivery/send-result.ts'
import { signatureOf } from '../delivery/signature.ts'
import type { Destination } from '../record/destination.ts'
import type { News } from '../record/news.ts'
import { compose, linkTo } from './compose.ts'
import { mailOf } from './mail.ts'
import type { Composing } from './message.ts'
import { createMailSender } from './send-mail.ts'
import { slackMessageOf } from './slack-message.ts'
import { teamsMessageOf } from './teams-card.ts'
import { SETTING_OF, type Ways } from './ways.ts'
import { webhookBodyOf } from './webhook-body.ts'

/** Makes one attempt to tell; never rejects for what the other side does. */
export type SendNews = (news: News, destination: Destination, signal: AbortSignal) => Promise<SendResult>

/** How people are told. */
export interface TellerOptions extends Composing {
  readonly ways: Ways
  /** Whether addresses in private networks will do. */
  readonly allowPrivate: boolean
  readonly now: () => Date
}

/** Requests at once, to all channels together. */
const CONCURRENCY = 16

/** Opens the ways that the settings know. */
export function createTeller({ ways, allowPrivate, now, consoleUrl, timeZone }: TellerOptions): {
  readonly send: SendNews
  close(): void
} {
  const mails = ways.mail === undefined ? undefined : createMailSender(ways.mail)
  const { post, close } = createPoster({
    concurrency: CONCURRENCY,
    lookup: allowPrivate ? undefined : lookUpPublic,
    isForbiddenHost: allowPrivate ? () => false : isForbiddenHost,
    now,
  })
  return { send, close }

  async function send(news: News, { way, name, language }: Destination, signal: AbortSignal): Promise<SendResult> {
    const message = compose(news, language, { consoleUrl, timeZone })
    switch (way) {
      case 'mail': {
        const thread = 'review' in news ? `review-${news.review.reviewId}` : undefined
        const mail = { ...mailOf(message), to: name, newsId: news.id, thread }
        return mails === undefined ? unknownWay(way, name) : mails.send(mail, signal)
      }
      case 'teams':
        return postTo(ways.teams.get(name), jsonOf(teamsMessageOf(message)), {})
      case 'slack':
        return postTo(ways.slack.get(name), jsonOf(slackMessageOf(message)), {})
      case 'webhook': {
        const receiver = ways.webhook.get(name)
        const body = webhookBodyOf(news, message.title, linkTo(news, consoleUrl))
        return postTo(receiver?.url, body, {
          'idempotency-key': news.id,
          'elements-webhook-id': news.id,
          ...(receiver !== undefined && { 'elements-webhook-signature': signatureOf(receiver.key, body) }),
        })
      }
    }

    function postTo(
      url: string | undefined,
      body: Uint8Array,
      headers: Readonly<Record<string, string>>,
    ): Promise<SendResult> {
      return url === undefined ? unknownWay(way, name) : post(url, { body, headers }, signal)
    }
  }
}

/** The settings were changed after the news was made: whoever mends them has it sent again. */
async function unknownWay(way: Destination['way'], name: string): Promise<SendResult> {
  const reason =
    way === 'mail' ? `${SETTING_OF.mail} is not set` : `${SETTING_OF[way]} has no address of the name ${name}`
  return { kind: 'failed', reason, isGone: true }
}

function jsonOf(content: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(content))
}
