import type { ConnectorAddress } from './callouts/call-connector.ts'
import type { EventOptions } from './events/event-service.ts'
import type { Reply, SeenRequest } from './http/exchange.ts'
import type { Door } from './reports/simulated-report.ts'

/** How a simulator starts. */
export interface SimulatorOptions extends EventOptions {
  /** Default 0: any free one. Always on 127.0.0.1. */
  readonly port?: number
  /** Where notifications go; they wait until it is known, see `connectTo`. */
  readonly connector?: ConnectorAddress
  /** The first refresh token that is valid; default `simulator-refresh-token`. */
  readonly refreshToken?: string
  /** Default `simulator-client`. */
  readonly clientId?: string
  /** Default `simulator-secret`. */
  readonly clientSecret?: string
  /** Of access tokens; default 3600. */
  readonly tokenLifetimeS?: number
  /** The codes that the company has set up; by default any of 1 to 8 capitals and digits. */
  readonly exceptionCodes?: readonly string[] | undefined
  /** Those of them that stop a report; by default none does. */
  readonly blockingCodes?: readonly string[]
  /** What its tokens may be used for, which they say; default all that a connector needs. */
  readonly scopes?: readonly string[]
  /** Whether each refresh token can be used once, as by default; Concur may also give the same one again. */
  readonly rotatesRefreshToken?: boolean
  /** Waits between the attempts to deliver a notification, after the last of which it is FAILED. */
  readonly notifyRetryMs?: readonly number[]
  /** How reports are announced that say nothing else when they are submitted; default the callout alone. */
  readonly doors?: readonly Door[]
  /**
   * How far the zone of the company is ahead of UTC, in minutes; default 0. Versions before v4 write dates of
   * submission in it and do not say so.
   */
  readonly zoneMinutes?: number
  /** What becomes of Concur's answers on their way, for those that no draft makes; by default nothing. */
  readonly onTheWay?: (request: SeenRequest, reply: Reply) => Reply
  /** The clock for dates in reports and for the expiry of tokens; default the system's. Times are UTC. */
  readonly now?: () => Date
}

/** What tokens may be used for, unless the options say otherwise. */
export const SCOPES: readonly string[] = [
  'EXPRPT',
  'NOTIF',
  'IMAGE',
  'expense.report.readwrite',
  'expense.report.workflowstatus.write',
  'identity.user.ids.read',
  'identity.user.core.read',
  'identity.user.enterprise.read',
  'events.topic.read',
  'travelrequest.write',
  'travelrequest.externalsystemworkflow.write',
]
