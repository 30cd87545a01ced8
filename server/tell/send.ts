import type { SendResult } from '../polling/send-callback.ts'
import type { Destination } from '../record/destination.ts'
import type { News } from '../record/news.ts'

/** Makes one attempt to tell; never rejects for what the other side does. */
export type SendNews = (news: News, destination: Destination, signal: AbortSignal) => Promise<SendResult>
