import type { Language } from '../../record/destination.ts'
import { DE } from './de.ts'
import { EN, type Texts } from './en.ts'

/** Every language of the console. A new one is a file beside these, a line here, and its name in `LANGUAGES`. */
export const TEXTS: Readonly<Record<Language, Texts>> = { en: EN, de: DE }
