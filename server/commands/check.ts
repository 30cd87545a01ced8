import { checkAll } from '../connector/check/check-all.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { requireSettings } from './settings.ts'

/**
 * Checks all that the connector needs, a line each: ok, or what to do.
 * @throws {CommandFailure} If anything failed; with exit status 2 if it is the settings.
 */
export async function runCheck(context: CommandContext, options: { readonly json?: true }): Promise<void> {
  const { settings, warnings } = await requireSettings(context)
  const lines = await checkAll(settings, warnings)
  context.print(
    options.json
      ? JSON.stringify(lines, null, 2)
      : lines.map(({ what, state, text }) => `${state.padEnd(8)} ${what.padEnd(12)} ${text}`).join('\n'),
  )
  const failed = lines.filter(({ state }) => state === 'failed').length
  if (failed > 0) throw new CommandFailure(`${failed} of ${lines.length} checks failed`)
}
