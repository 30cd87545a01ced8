import type { Settings } from '../../config/settings.ts'
import { createOperationsService, type OperationsService } from '../console/operations/operations-service.ts'
import { checkAll } from './check/check-all.ts'
import type { Foundation } from './foundation.ts'
import { lookAtConsoleCertificate, lookAtPublicCertificate } from './look-at-certificates.ts'

/** What the console shows of how the connector is doing, by these settings. */
export function consoleOperations(
  settings: Settings,
  { db, now }: Pick<Foundation, 'db' | 'now'>,
): OperationsService {
  return createOperationsService({
    db,
    reconcileMinutes: settings.RECONCILE_MINUTES,
    isPollingOn: settings.ENCRYPTION_KEY !== undefined,
    certificates: async () => [
      { listener: 'public', look: await lookAtPublicCertificate(settings, now()) },
      { listener: 'console', look: await lookAtConsoleCertificate(settings, now()) },
    ],
    check: () => checkAll(settings),
    now,
  })
}
