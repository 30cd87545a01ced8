import type { RouteName } from '../../server/simulator/http/exchange.ts'

/** The calls that a report which comes by the callout can cause. */
export const CALLOUT_ROUTES = [
  'token',
  'report',
  'exceptions',
  'workflow',
  'failed-list',
  'delete-notification',
  'waiting-list',
  'report-addresses',
] as const satisfies readonly RouteName[]
