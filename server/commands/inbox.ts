import type { NotificationState } from '../record/notification-line.ts'
import type { Overview } from '../store/operators/overview.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { withDatabase } from './settings.ts'
import { short, table, time } from './table.ts'

/** What all of these commands take. */
interface Options {
  readonly database?: string
  readonly json?: true
}

/** Prints notifications, newest first, then what is in quarantine. */
export async function listNotifications(
  context: CommandContext,
  options: Options & { readonly state?: NotificationState; readonly limit: number },
): Promise<void> {
  await withDatabase(context, options.database, async (overview) => {
    const notifications = await overview.notifications({ state: options.state, limit: options.limit })
    const counts = await overview.counts()
    const quarantine = options.state === undefined ? await overview.quarantine(options.limit) : []
    if (options.json) {
      context.print(JSON.stringify({ counts, notifications, quarantine }, null, 2))
      return
    }
    context.print(
      table(
        ['id', 'received', 'door', 'type', 'state', 'tries', 'due', 'review', 'code', 'reason'],
        notifications.map((line) => [
          String(line.id),
          time(line.receivedAt),
          line.door,
          line.objectType,
          line.timesSeen > 1 ? `${line.state} (seen ${line.timesSeen} times)` : line.state,
          String(line.attempts),
          line.state === 'waiting' ? time(line.dueAt) : '-',
          line.reviewId === null ? '-' : String(line.reviewId),
          line.reasonCode ?? '-',
          short(line.reason, 160),
        ]),
      ),
    )
    const { arrived = 0 } = counts
    if (arrived > 0) {
      context.print(`\n${arrived} more have arrived; a running connector takes them over within seconds`)
    }
    if (quarantine.length === 0) return
    context.print(
      '\nIn quarantine: authenticated, and could not be understood (inbox show --quarantine <id>)',
    )
    context.print(
      table(
        ['id', 'received', 'door', 'times', 'problems'],
        quarantine.map((line) => [
          String(line.id),
          time(line.receivedAt),
          line.door,
          String(line.timesSeen),
          short(line.problems.join('; '), 90),
        ]),
      ),
    )
  })
}

/** Prints one notification with the bytes it came in, or one of the quarantine. */
export async function showNotification(
  context: CommandContext,
  id: number,
  options: Options & { readonly quarantine?: true },
): Promise<void> {
  await withDatabase(context, options.database, async (overview) => {
    if (options.quarantine) {
      printQuarantined(context, await overview.quarantined(id), options)
      return
    }
    const found = await overview.notification(id)
    if (found === undefined) throw new CommandFailure(`there is no notification ${id}`)
    const { line, raw } = found
    const text = new TextDecoder().decode(raw)
    if (options.json) {
      context.print(JSON.stringify({ ...line, raw: text }, null, 2))
      return
    }
    const facts: readonly (readonly [string, string])[] = [
      ['notification', `${line.id}, ${line.door}`],
      ['state', line.reason === null ? line.state : `${line.state}: ${line.reason}`],
      ['object', `${line.objectType} ${line.objectPath}`],
      ['event', `${line.eventType ?? '-'}, ${line.eventDateTime ?? 'no date'}`],
      ['received', `${time(line.receivedAt)}, ${line.timesSeen} times, last ${time(line.lastSeenAt)}`],
      ['attempts', `${line.attempts}, due ${time(line.dueAt)}`],
      ['review', line.reviewId === null ? '-' : String(line.reviewId)],
      ['correlation', line.correlationId],
    ]
    context.print(facts.map(([name, value]) => `${name.padEnd(13)} ${value}`).join('\n'))
    context.print(`\n${text}`)
  })
}

function printQuarantined(
  context: CommandContext,
  found: Awaited<ReturnType<Overview['quarantined']>>,
  options: Options,
): void {
  if (found === undefined) throw new CommandFailure('there is no such entry in the quarantine')
  const { line, raw } = found
  const text = new TextDecoder().decode(raw)
  context.print(
    options.json
      ? JSON.stringify({ ...line, raw: text }, null, 2)
      : `${line.door}, received ${time(line.receivedAt)}, ${line.timesSeen} times, Content-Type ${line.contentType ?? 'none'}\n${line.problems.join('; ')}\n\n${text}`,
  )
}
