import { join } from 'node:path'
import { Eta } from 'eta'
import type { Role } from '../record/person.ts'
import type { Assets } from './assets.ts'
import { createFormats, type Formats } from './formats.ts'
import type { Texts } from './languages/en.ts'
import { TEXTS } from './languages/languages.ts'
import type { Reader } from './reader.ts'
import { createSay } from './say.ts'

/** What every page has around what it shows. */
export interface Frame {
  readonly reader: Reader
  /** Of the page, for its title and for going back to it: path and query. */
  readonly path: string
  /** Of the forms of the page, see `formToken`. */
  readonly token: string
  /** Who is signed in, if anybody. */
  readonly person?: { readonly name: string; readonly login: string; readonly role: Role }
}

/** What a page shows. */
export interface View {
  /** The template: `views/NAME.eta`, which finds {@link View.data} beside `t`, `format`, `say`, `frame` and `asset`. */
  readonly name: string
  readonly title: string
  readonly data: Readonly<Record<string, unknown>>
  /** Files of `static/` that this page needs beside `console.css` and `console.js`. */
  readonly styles?: readonly string[]
  readonly scripts?: readonly string[]
  /** Its address, where that is another than of the request, which changes something or is none to come back to. */
  readonly here?: string
  /** After how long a browser without script loads it again; absent where it stays as it is. */
  readonly reloadSeconds?: number
}

/** Makes pages, and parts of them. */
export interface Renderer {
  /** The texts of a reader's language. */
  texts(reader: Reader): Texts
  formats(reader: Reader): Formats
  /** The whole page, or only what stands inside the layout. Texts are escaped wherever a template shows them. */
  render(view: View, frame: Frame, part: 'page' | 'inside'): string
}

/** @param timeZone In which times are shown, see `createFormats`. */
export function createRenderer(assets: Assets, timeZone: string): Renderer {
  const eta = new Eta({ views: join(import.meta.dirname, 'views'), autoEscape: true, cache: true })
  const formats = (reader: Reader) => createFormats(reader.locale, timeZone)
  return {
    texts: ({ language }) => TEXTS[language],
    formats,
    render({ name, title, data, styles = [], scripts = [], reloadSeconds }, frame, part) {
      const [texts, format] = [TEXTS[frame.reader.language], formats(frame.reader)]
      const shown = {
        t: texts,
        format,
        say: createSay(texts, format),
        frame,
        asset: (file: string) => assets.path(file),
      }
      const inside = eta.render(name, { ...data, ...shown })
      if (part === 'inside') return inside
      return eta.render('layout', {
        ...shown,
        title,
        inside,
        styles,
        scripts,
        reloadSeconds,
        languages: TEXTS,
      })
    },
  }
}
