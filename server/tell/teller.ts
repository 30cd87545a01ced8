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
import { SETTING_OF, type Ways, type WebhookReceiver } from './ways.ts'
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
  const poster = createPoster({
    concurrency: CONCURRENCY,
    lookup: allowPrivate ? undefined : lookUpPublic,
    isForbiddenHost: allowPrivate ? () => false : isForbiddenHost,
    now,
  })
  return {
    close: () => poster.close(),
    async send(news, destination, signal) {
      const { way, name, language } = destination
      const message = compose(news, language, { consoleUrl, timeZone })
      if (way === 'mail') {
        if (mails === undefined) return unknownWay(destination)
        return mails.send({ ...mailOf(message), to: name, newsId: news.id, thread: threadOf(news) }, signal)
      }
      if (way === 'webhook') {
        const receiver = ways.webhook.get(name)
        if (receiver === undefined) return unknownWay(destination)
        const body = webhookBodyOf(news, message.title, linkTo(news, consoleUrl))
        return poster.post(receiver.url, { body, headers: webhookHeaders(news, receiver, body) }, signal)
      }
      const url = ways[way].get(name)
      const content = way === 'teams' ? teamsMessageOf(message) : slackMessageOf(message)
      return url === undefined
        ? unknownWay(destination)
        : poster.post(url, { body: Buffer.from(JSON.stringify(content)), headers: {} }, signal)
    },
  }
}

/** Mails about one review stand together. */
function threadOf(news: News): string | undefined {
  return 'review' in news ? `review-${news.review.reviewId}` : undefined
}

/** The same as of callbacks, so that a receiver needs one check for both. */
function webhookHeaders(
  { id }: News,
  { key }: WebhookReceiver,
  body: Uint8Array,
): Readonly<Record<string, string>> {
  return {
    'idempotency-key': id,
    'elements-webhook-id': id,
    'elements-webhook-signature': signatureOf(key, body),
  }
}

/** The settings were changed after the news was made: whoever mends them has it sent again. */
function unknownWay({ way, name }: Destination): SendResult {
  const reason =
    way === 'mail' ? `${SETTING_OF.mail} is not set` : `${SETTING_OF[way]} has no address of the name ${name}`
  return { kind: 'failed', reason, isGone: true }
}
