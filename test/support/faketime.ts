import { globSync } from 'node:fs'

/** Debian's faketime, which sets the wall clock of one process; absent where it is not installed. */
const LIBRARY = globSync('/usr/lib/*/faketime/libfaketimeMT.so.1')[0]

/** Whether clocks of processes can be set here. */
export const HAS_FAKETIME = LIBRARY !== undefined

/**
 * The environment of a process whose wall clock is ahead by what stands in a file, such as `+2h`; it may be written anew at
 * any time, and is seen within a second. The monotonic clock stays right.
 */
export function faketimeSettings(file: string): Readonly<Record<string, string>> {
  if (LIBRARY === undefined) return {}
  return {
    LD_PRELOAD: LIBRARY,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    FAKETIME_CACHE_DURATION: '1',
  }
}
