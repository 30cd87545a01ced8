import { z } from 'zod'

/** How people are told. */
export const WAYS = ['mail', 'teams', 'slack', 'webhook'] as const
/** One of {@link WAYS}. */
export type Way = (typeof WAYS)[number]

/** The languages that people are told in. */
export const LANGUAGES = ['en', 'de'] as const
/** One of {@link LANGUAGES}. */
export type Language = (typeof LANGUAGES)[number]

/** Where news goes, as it is kept with what is to be sent; no secret stands in it. */
export const destination = z.object({
  way: z.enum(WAYS),
  /** The e-mail address; of the other ways, the name that the settings give the channel's address. */
  name: z.string().min(1),
  language: z.enum(LANGUAGES),
})
/** Where news goes. */
export type Destination = z.infer<typeof destination>

/** Names the line of messages to a destination, such as `mail:ada@example.com` or `teams:finance`. */
export function destinationKey({ way, name }: Pick<Destination, 'way' | 'name'>): string {
  return `${way}:${name}`
}
