import { setFlagsFromString } from 'node:v8'
import { secretTexts } from '../../config/secret-texts.ts'
import { type Connector, startConnector } from '../connector/connector.ts'
import { ConnectorError } from '../connector-error.ts'
import { createLog, type Log } from '../log.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { requireSettings } from './settings.ts'

/** However the parts hang, the process ends within the 15 s that service managers allow. */
const EXIT_MS = 13_000

/**
 * Runs the connector until it is asked to stop.
 * @throws {CommandFailure} If it cannot start, with the reason.
 */
export async function runStart(context: CommandContext): Promise<void> {
  const stopRequested = context.stopRequested()
  const { settings, warnings } = await requireSettings(context)
  const log = createLog(settings.LOG_LEVEL, context.logOutput, secretTexts(settings))
  for (const warning of warnings) log.warn('settings.warning', { warning })
  const connector = await start(() => startConnector(settings, log, { doorLogs: 'itself' }))
  // What main.ts keeps small while all is loaded may grow where there is work: collecting more often costs more than that.
  setFlagsFromString('--semi-space-growth-factor=2')
  const signal = await Promise.race([stopRequested, connector.ended])
  if (signal instanceof Error) log.error('connector.receives-nothing', { error: signal })
  else log.info('connector.signal', { signal })
  await stopInTime(connector, log)
  if (signal instanceof Error) throw new CommandFailure(signal.message)
}

async function start(open: () => Promise<Connector>): Promise<Connector> {
  try {
    return await open()
  } catch (error) {
    if (error instanceof ConnectorError) throw new CommandFailure(error.message)
    throw error
  }
}

async function stopInTime(connector: Connector, log: Log): Promise<void> {
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(() => {
    log.error('connector.stop-late', { afterMs: EXIT_MS })
    late.resolve()
  }, EXIT_MS)
  await Promise.race([connector.stop(), late.promise])
  clearTimeout(timer)
}
