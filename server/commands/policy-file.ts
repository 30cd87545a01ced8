import { loadSome } from '../../config/load-settings.ts'
import { type CommandContext, CommandFailure } from './context.ts'

/** The file that `POLICY_FILE` names. */
export async function policyFile(context: CommandContext): Promise<string> {
  const result = await loadSome(['POLICY_FILE'], context)
  if (!result.ok) throw new CommandFailure('POLICY_FILE is wrong: name a file with --policy', 2)
  return result.settings.POLICY_FILE
}
