import { setTimeout as sleep } from 'node:timers/promises'
import { travelRequest } from './travel-request.ts'

const EVERY_MS = 20

/** Notifications that are delivered without a pause. */
export interface Load {
  /** How each was answered, in the order of the answers. */
  readonly answers: readonly { readonly status: number; readonly retryAfter: string | null }[]
  /** The paths of the objects of those that were answered 200. */
  readonly taken: readonly string[]
  /** Resolves when the last has been answered. */
  stop(): Promise<void>
}

/** Delivers travel requests. */
export function startLoad(post: (body: string) => Promise<Response>): Load {
  const answers: { status: number; retryAfter: string | null }[] = []
  const taken: string[] = []
  const underWay: Promise<void>[] = []
  const stopping = new AbortController()

  async function deliver(count: number): Promise<void> {
    const { objectUri, xml } = travelRequest(count)
    const { status, headers } = await post(xml)
    answers.push({ status, retryAfter: headers.get('retry-after') })
    if (status === 200) taken.push(new URL(objectUri).pathname)
  }

  async function run(): Promise<void> {
    for (let count = 0; !stopping.signal.aborted; count += 1) {
      underWay.push(deliver(count))
      await sleep(EVERY_MS)
    }
    await Promise.all(underWay)
  }

  const running = run()
  return {
    answers,
    taken,
    async stop() {
      stopping.abort()
      await running
    },
  }
}
