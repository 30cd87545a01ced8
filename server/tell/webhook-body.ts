import type { News } from '../record/news.ts'

/** The news as a program reads it: JSON in UTF-8. @param text The same in one line, for people. */
export function webhookBodyOf(news: News, text: string, link: string | undefined): Uint8Array {
  return Buffer.from(JSON.stringify({ ...news, text, ...(link !== undefined && { link }) }))
}
