import { LOGIN, NOTIFY_PATH, notificationText } from './notification-text.ts'
import type { Subject } from './subjects.ts'

const AT_ONCE = 16

/**
 * Notifies a connector of these reports as Concur does: at its door, which every build has.
 * @throws {Error} If one is not acknowledged.
 */
export async function notify({ port }: Subject, paths: readonly string[]): Promise<void> {
  const left = [...paths]
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let path = left.shift(); path !== undefined; path = left.shift()) {
        const answer = await fetch(`http://127.0.0.1:${port}${NOTIFY_PATH}`, {
          method: 'POST',
          headers: { authorization: LOGIN, 'content-type': 'application/xml' },
          body: notificationText('EXPRPT', path),
        })
        await answer.arrayBuffer()
        if (!answer.ok) throw new Error(`a notification of ${path} was answered ${answer.status}`)
      }
    }),
  )
}
