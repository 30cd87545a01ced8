import { type Command, Option } from 'commander'
import { WAYS } from '../record/destination.ts'
import { withDatabase } from './command-options.ts'
import type { CommandContext } from './context.ts'
import type { listTelling, testTelling } from './tell.ts'

/** What people are told. */
export function addTellCommands(program: Command, context: CommandContext): void {
  const tell = program
    .command('tell')
    .description('who is told of what is held, decided and wrong: by mail, Teams, Slack and webhook')
  withDatabase(tell.command('list'))
    .description('who is told of what, by which way')
    .action(async (options: Parameters<typeof listTelling>[1]) =>
      (await import('./tell.ts')).listTelling(context, options),
    )
  withDatabase(tell.command('test'))
    .description('send a test message to each of them, and print what came of it')
    .option('--to <name>', 'only to this one: a login, an address, or the name of a channel')
    .addOption(new Option('--way <way>', 'only by this way').choices(WAYS))
    .option('--as <login>', 'who acts, if it is not whose login types this')
    .addHelpText(
      'after',
      '\nNothing is queued: what does not arrive is not sent again. Exit status 1 if one failed.',
    )
    .action(async (options: Parameters<typeof testTelling>[1]) =>
      (await import('./tell.ts')).testTelling(context, options),
    )
}
