import type { Language } from '../../record/destination.ts'
import { DE } from './de.ts'
import { EN } from './en.ts'
import type { Texts } from './texts.ts'

/** The texts of each language; another one is a file more, and a line here and in `LANGUAGES`. */
export const TEXTS: Readonly<Record<Language, Texts>> = { en: EN, de: DE }
