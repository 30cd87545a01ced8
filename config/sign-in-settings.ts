import { wholeNumber } from './setting-forms.ts'

const group = 'Signing in'

/** The settings of how people get into the console, and how long they stay. */
export const SIGN_IN_SETTINGS = {
  SESSION_IDLE_MINUTES: {
    group,
    form: wholeNumber(1, 1440),
    default: '60',
    meaning: 'After so many minutes in which they open nothing, people are signed out of the console.',
  },
  SESSION_HOURS: {
    group,
    form: wholeNumber(1, 168),
    default: '12',
    meaning: 'And after so many hours, whatever they do.',
  },
} as const
