import type { ResourceState } from './poll-outcome.ts'
import { offsetAt, parseZone } from './time-zones.ts'
import type { VendorPage } from './vendor.ts'

type Zone = NonNullable<ReturnType<typeof parseZone>>

/** What one poll learns of its vendor's clock. Times are milliseconds since 1970. */
export interface VendorClock {
  /**
   * Compares the clocks by what a page says of itself; the first page that tells the time counts.
   * @returns What somebody should look at, once a poll: the vendor's zone is not the configured one.
   */
  compare(page: VendorPage): string | undefined
  /** When the poll began, by the vendor's clock as far as it is known. */
  start(): number
  /** When polling of the resource began, on the vendor's clock where that is behind ours. */
  baseline(): number
  /** Whether the vendor has named the zone of its dates, and it is the configured one. */
  isZoneSure(): boolean
}

/** A clock that is behind by less only seems to be: it is told to the second. */
const NOTICEABLE_MS = 1000

/**
 * @param start When the poll began, by our clock.
 * @param zone The configured one of the vendor's dates.
 */
export function createVendorClock(start: number, state: ResourceState, zone: Zone | undefined): VendorClock {
  /** How far the vendor's clock is ahead of ours; it is told to the second, so rather too little. */
  let aheadMs: number | undefined
  let isZoneSure = false
  let hasDiffered = false

  return {
    compare({ vendorNow, receivedAt, timeZone }) {
      if (vendorNow !== undefined) aheadMs ??= vendorNow.getTime() - receivedAt.getTime()
      const said = timeZone === undefined ? undefined : parseZone(timeZone)
      if (said === undefined || zone === undefined || hasDiffered) return undefined
      isZoneSure = offsetAt(said, start) === offsetAt(zone, start)
      if (isZoneSure) return undefined
      hasDiffered = true
      return `the vendor says that its dates are in ${said.name}, and ${zone.name} is configured`
    },

    start: () => start + (aheadMs ?? 0),

    // Where the vendor's clock is behind, its dates of what happens now lie before our baseline.
    baseline() {
      const behindMs = -(aheadMs ?? 0)
      return state.baseline.getTime() - (behindMs >= NOTICEABLE_MS ? behindMs : 0)
    },

    isZoneSure: () => isZoneSure,
  }
}
