import type { Settings } from '../../config/settings.ts'
import { createOperationsService, type OperationsService } from '../console/operations/operations-service.ts'
import type { Foundation } from './foundation.ts'

/** What the console shows of how the connector is doing, by these settings. */
export function consoleOperations(
  settings: Settings,
  { db, now }: Pick<Foundation, 'db' | 'now'>,
): OperationsService {
  return createOperationsService({
    db,
    reconcileMinutes: settings.RECONCILE_MINUTES,
    isPollingOn: settings.ENCRYPTION_KEY !== undefined,
    now,
  })
}
