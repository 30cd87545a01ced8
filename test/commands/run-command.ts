import { commandLine } from '../../server/commands/command-line.ts'
import { CommandFailure } from '../../server/commands/context.ts'
import { ConnectorError } from '../../server/connector-error.ts'
import { commandContext } from './command-context.ts'

/** What a command printed, and how it ended. */
export interface CommandResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs a command in this process, where it needs nothing of a process of its own: that takes a second to start.
 * @param folder To run in; by default one without settings.
 * @throws What a command does not expect; whoever calls it wrongly ends the process.
 */
export async function runCommand(
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
  folder?: string,
): Promise<CommandResult> {
  const context = commandContext(settings, folder)
  try {
    await commandLine(context).parseAsync([...args], { from: 'user' })
    return { code: 0, stdout: context.printed(), stderr: '' }
  } catch (error) {
    if (!(error instanceof CommandFailure || error instanceof ConnectorError)) throw error
    const code = error instanceof CommandFailure ? error.exitCode : 1
    return { code, stdout: context.printed(), stderr: error.message }
  }
}
