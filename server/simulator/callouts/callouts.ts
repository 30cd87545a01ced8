import type { SimulatedReport } from '../reports/simulated-report.ts'
import type { ConnectionTest, ConnectorAddress } from './call-connector.ts'
import { deliverNotification, testConnection } from './call-connector.ts'
import type { Notification } from './notification.ts'
import { calloutXml, newNotification, repeated } from './notification.ts'
import { createNotificationQueue } from './notification-queue.ts'

/** What an administrator and a test do with the callouts of an application connector. */
export interface Callouts {
  /** Every notification, in order. */
  readonly notifications: readonly Readonly<Notification>[]
  /** Registers the connector, or another one, and delivers what waits. */
  connectTo(connector: ConnectorAddress): void
  /**
   * What the button Test Connection does.
   * @throws If no connector is registered or it cannot be reached.
   */
  testConnection(): Promise<ConnectionTest>
  /** The last notification of the report once more, byte for byte. */
  notifyAgain(reportId: string): void
  /** A notification of the report that is FAILED already. */
  failNotification(reportId: string): void
  /** From now on notifications are lost on the way, and Concur believes that they were delivered. */
  loseNotifications(areLost: boolean): void
}

/** What callouts are made with. */
export interface CalloutsOptions {
  /** Notifications wait until there is one. */
  readonly connector?: ConnectorAddress | undefined
  /** Waits between the attempts for one notification, after the last of which it is FAILED. */
  readonly retryWaitsMs: readonly number[]
  /** @throws {Error} If there is no such report. */
  readonly reportOf: (reportId: string) => SimulatedReport
  readonly now: () => Date
  /** Cuts deliveries. */
  readonly signal: AbortSignal
}

/** The queue of the notifications of Concur. */
export interface CalloutService {
  readonly notifications: Notification[]
  readonly callouts: Callouts
  enqueue(notification: Notification): void
  /** Nothing is delivered any more. */
  stop(): void
}

/** Empty at first; {@link CalloutsOptions.connector} or `connectTo` begins the deliveries. */
export function createCalloutService(options: CalloutsOptions): CalloutService {
  const { retryWaitsMs, reportOf, now, signal } = options
  let { connector } = options
  let areLost = false
  const notifications: Notification[] = []
  const queue = createNotificationQueue({
    retryWaitsMs,
    deliver: async (notification) =>
      connector !== undefined && deliverNotification(connector, calloutXml(notification), signal),
  })
  if (connector) queue.start()

  function enqueue(notification: Notification): void {
    notifications.push(notification)
    if (areLost) notification.state = 'delivered'
    else queue.add(notification)
  }

  return {
    notifications,
    enqueue,
    callouts: {
      notifications,
      connectTo(address) {
        connector = address
        queue.start()
      },
      async testConnection() {
        if (!connector) throw new Error('no connector is registered with the simulator')
        return testConnection(connector)
      },
      notifyAgain(reportId) {
        const last = notifications.findLast((notification) => notification.reportId === reportId)
        if (!last) throw new Error(`the simulator has no notification of report ${reportId}`)
        enqueue(repeated(last))
      },
      failNotification(reportId) {
        notifications.push({ ...newNotification(reportOf(reportId), now()), state: 'failed' })
      },
      loseNotifications(newAreLost) {
        areLost = newAreLost
      },
    },
    stop() {
      queue.stop()
    },
  }
}
