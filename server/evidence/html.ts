const MARKUP = Symbol('markup')

/** Markup that is safe to put into a page: only {@link html} makes it, and it escapes every text. */
export interface Html {
  readonly [MARKUP]: string
}

/** What can stand in markup; `null` and `undefined` are nothing. */
export type HtmlValue = Html | string | number | null | undefined | readonly HtmlValue[]

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
/** No page may have them, and a browser would show nothing. */
const UNSEEN = /(?![\t\n\r])\p{Cc}/gu

/** A template of markup, in which every text is escaped: also one that somebody wrote into a report. */
export function html(markup: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return { [MARKUP]: String.raw({ raw: markup }, ...values.map(textOf)) }
}

/** The text of the page. */
export function render(page: Html): string {
  return page[MARKUP]
}

function textOf(value: HtmlValue): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return escaped(value)
  return MARKUP in value ? value[MARKUP] : value.map(textOf).join('')
}

function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '')
    .replaceAll(UNSEEN, '\u{FFFD}')
}
