import { Command } from 'commander'
import type { CommandContext } from './context.ts'
import { addEssCommands } from './ess-commands.ts'
import type { migrateStore } from './migrate-store.ts'
import { addPeopleCommands } from './people-commands.ts'
import { addPersonCommands } from './person-commands.ts'
import { addPolicyCommands } from './policy-commands.ts'
import { addPollingCommands } from './polling-commands.ts'
import { addReviewCommands } from './review-commands.ts'
import { addTellCommands } from './tell-commands.ts'

/** The connector's commands. What one of them needs is loaded when it is called: a list must not wait for the rules. */
export function commandLine(context: CommandContext): Command {
  const program = new Command('connector')
    .description(
      'Application connector for SAP Concur: keeps notifications, checks expense reports, moves them on.',
    )
    .addHelpText('after', '\nSettings come from web.config, .env and the environment: see docs/settings.md.')

  program
    .command('start')
    .description('run the connector until SIGTERM')
    .action(async () => (await import('./start.ts')).runStart(context))

  program
    .command('check')
    .description(
      'check settings, certificate, policy, database, token, clock and access to Concur; a line each',
    )
    .option('--json', 'print JSON')
    .action(async (options: { json?: true }) => (await import('./check.ts')).runCheck(context, options))

  const demo = program
    .command('demo')
    .description('simulator, connector and a dozen reports on this machine; no Concur tenant needed')
    .option('--once', 'end when all reports are settled; exit status 1 if any is not')
    .option('--polling', 'polling instead: three vendors and a receiver of their changes')
    .action(async (options: { once?: true; polling?: true }) =>
      options.polling
        ? (await import('./demo-polling.ts')).runPollingDemo(context)
        : (await import('./demo.ts')).runDemo(context, options),
    )
  demo
    .command('submit [kind]')
    .description('submit another report in the running demo; without a kind, list the kinds')
    .action(async (kind: string | undefined) => (await import('./demo.ts')).submitToDemo(context, kind))

  addReviewCommands(program, context)
  addPolicyCommands(program, context)
  addEssCommands(program, context)
  addPollingCommands(program, context)
  addPeopleCommands(program, context)
  addTellCommands(program, context)
  addPersonCommands(program, context)

  program
    .command('migrate-store')
    .description(
      'copy the SQLite file of a stopped connector into an empty PostgreSQL database, and verify it',
    )
    .requiredOption('--from <url>', 'sqlite: and the path of the file')
    .option('--to <url>', 'postgres://..., instead of DATABASE_URL')
    .action(async (options: Parameters<typeof migrateStore>[1]) =>
      (await import('./migrate-store.ts')).migrateStore(context, options),
    )
  return program
}
