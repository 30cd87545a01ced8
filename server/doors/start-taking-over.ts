import type { GiveWay } from '../jobs/give-way.ts'
import type { Log } from '../log.ts'
import type { TakenArrival } from '../store/arrivals/take-over.ts'
import type { Inbox } from '../store/inbox/inbox.ts'

/** What taking over needs. */
export interface TakingOverDeps {
  readonly inbox: Pick<Inbox, 'takeOver'>
  readonly giveWay: GiveWay
  /** Told up to which number all are taken over. */
  readonly takenOver: (upTo: number) => void
  /** Told what a batch has failed with: if that is damage, nothing more is to be received into the file. */
  readonly failed: (error: unknown) => void
  readonly log: Log
  readonly now: () => Date
}

/** Takes over what the doors have received. */
export interface TakingOver {
  /** Something has arrived. */
  wake(): void
  stop(): Promise<void>
}

/** How soon it is found what the door of another process has received, which is gone perhaps. */
const LOOK_MS = 1000
/** The database is in trouble. */
const PAUSE_MS = 2000

/** Starts taking over, one batch after the other. */
export function startTakingOver({ inbox, giveWay, takenOver, failed, log, now }: TakingOverDeps): TakingOver {
  const stopping = new AbortController()
  let isNews = true
  let wake: (() => void) | undefined
  const loop = run()

  return {
    wake: tell,
    async stop() {
      stopping.abort()
      tell()
      await loop
    },
  }

  function tell(): void {
    isNews = true
    wake?.()
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        isNews = false
        const { taken, upTo } = await inbox.takeOver(now())
        if (upTo > 0) takenOver(upTo)
        taken.forEach(say)
        if (taken.length > 0) await giveWay.turn('take over')
        else if (!isNews) await pause(LOOK_MS)
      } catch (error) {
        log.error('arrivals.not-taken-over', { error })
        failed(error)
        await pause(PAUSE_MS)
      }
    }
  }

  /** Of most it was said when they arrived, and is said again when they are reviewed. */
  function say({ arrival, door, result, id }: TakenArrival): void {
    if (result === 'duplicate') log.info('notification.folded', { arrival, door, notification: id })
    else log.debug('notification.taken-over', { arrival, door, result, notification: id })
  }

  function pause(ms: number): Promise<void> {
    if (stopping.signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
