import { type Sentence, say } from './sentence.ts'
import { instantAt } from './wall-clock.ts'
import { startAfterWorkingDays } from './working-days.ts'

/** Until when something is put off, or what is wrong with what was typed. */
export type ReadUntil =
  | { readonly ok: true; readonly until: Date }
  | { readonly ok: false; readonly problem: Sentence }

/**
 * Reads until when something is put off: a day, from its beginning; a time of a day; `3d`, the beginning of the third
 * working day after today; or `4h`. Working days are Monday to Friday.
 * @param timeZone An IANA name. A time that its clocks skip is an hour later.
 */
export function readUntil(text: string, now: Date, timeZone: string): ReadUntil {
  const [, count = '', unit] = /^(\d{1,3})([dh])$/.exec(text.trim()) ?? []
  if (unit === 'h') return { ok: true, until: new Date(now.getTime() + Number(count) * 3_600_000) }
  if (unit === 'd') return { ok: true, until: startAfterWorkingDays(Number(count), now, timeZone) }
  const [, year = '', month = '', day = '', hours = '0', minutes = '0'] =
    /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d))?$/.exec(text.trim()) ?? []
  const parts = [Number(year), Number(month) - 1, Number(day), Number(hours), Number(minutes)] as const
  const at = new Date(Date.UTC(...parts))
  // `Date` takes the 30th of February for a day in March, and 25 o'clock for one o'clock.
  const isKnown =
    year !== '' &&
    at.getUTCMonth() === parts[1] &&
    at.getUTCDate() === parts[2] &&
    at.getUTCHours() === parts[3]
  if (!isKnown || parts[4] > 59) return { ok: false, problem: say('time expected') }
  return { ok: true, until: instantAt(at.getTime(), timeZone) }
}
