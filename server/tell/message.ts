import type { Language } from '../record/destination.ts'

/** What messages are made with. */
export interface Composing {
  /** Without a slash at its end; absent where there are no pages. */
  readonly consoleUrl?: string | undefined
  /** Of the IANA list. */
  readonly timeZone: string
}

/** What a message says, whatever way it goes; clean text without any markup. */
export interface Message {
  readonly language: Language
  /** One line. */
  readonly title: string
  readonly lead: string
  readonly facts: readonly Fact[]
  /** The least important ones last: a way that has not enough room leaves them out. */
  readonly sections: readonly Section[]
  /** Says how many sections are not shown. @param shown Of them. */
  readonly leftOut: (shown: number) => string | undefined
  readonly link?: Link
  readonly footer: readonly string[]
}

/** One line with a label. */
export interface Fact {
  readonly label: string
  readonly value: string
}

/** Lines that belong together. */
export interface Section {
  readonly heading: string
  readonly lines: readonly string[]
  readonly link?: Link
}

/** Leads into the console; nothing is decided by opening it. */
export interface Link {
  readonly text: string
  readonly url: string
}
