import { z } from 'zod'
import { type Destination, destination, destinationKey } from '../record/destination.ts'
import { type News, news } from '../record/news.ts'
import type { NewMessage } from '../store/deliveries/add-messages.ts'

const messageBody = z.object({ destination, news })

/** A message that tells somebody something, as it stands in the queue. Texts and links are made when it is sent. */
export function messageFor(to: Destination, about: News): NewMessage {
  const body = new TextEncoder().encode(JSON.stringify({ destination: to, news: about }))
  return { line: destinationKey(to), about: about.kind, eventId: about.id, body }
}

/** Reads a message out of the queue. @returns `undefined` where another version of the connector wrote another form. */
export function readMessage(
  body: Uint8Array,
): { readonly destination: Destination; readonly news: News } | undefined {
  const read = messageBody.safeParse(JSON.parse(new TextDecoder().decode(body)))
  return read.success ? read.data : undefined
}
