import type { Command } from 'commander'
import { date, withDatabase } from './command-options.ts'
import type { CommandContext } from './context.ts'
import type { checkPolicy } from './policy-check.ts'
import type { printCodes } from './policy-codes.ts'
import type { ExplainOptions } from './policy-explain.ts'
import type { replayPolicy } from './policy-replay.ts'
import type { testPolicy } from './policy-test.ts'
import type { listPolicyVersions, showPolicyVersion } from './policy-versions.ts'

/** Trying a policy. */
export function addPolicyCommands(program: Command, context: CommandContext): void {
  const policy = program.command('policy').description('the finance team’s rules: check, explain, try')
  withDatabase(policy.command('check <file>'))
    .description('read a policy file: every mistake with its line and column, or its rules')
    .option('--since <date>', 'also what it names and no report has that was reviewed since then', date)
    .action(async (file: string, options: Parameters<typeof checkPolicy>[2]) =>
      (await import('./policy-check.ts')).checkPolicy(context, file, options),
    )
  withDatabase(policy.command('explain <report>'))
    .description(
      'what each rule says of a report: a file as Concur sends it, the id of a report, or a review',
    )
    .option('--policy <file>', 'instead of POLICY_FILE')
    .option('--step <name>', 'the workflow step, instead of the one that Concur named')
    .option('--all', 'also each part of the report that is fine')
    .action(async (report: string, options: ExplainOptions) =>
      (await import('./policy-explain.ts')).explainReport(context, report, options),
    )
  policy
    .command('test <folder>')
    .description(
      'your own cases: for each report NAME.xml, what NAME.yaml expects; exit status 1 if one differs',
    )
    .option('--policy <file>', 'instead of POLICY_FILE')
    .action(async (folder: string, options: Parameters<typeof testPolicy>[2]) =>
      (await import('./policy-test.ts')).testPolicy(context, folder, options),
    )
  withDatabase(policy.command('codes'))
    .description('expense types, org units, currencies and the like that reports have, with their numbers')
    .option('--since <date>', 'only reviews decided since then, such as 2026-11-01', date)
    .action(async (options: Parameters<typeof printCodes>[1]) =>
      (await import('./policy-codes.ts')).printCodes(context, options),
    )
  withDatabase(policy.command('replay'))
    .description(
      'apply a draft to past reviews: what would have been flagged, passed and paid; changes nothing',
    )
    .requiredOption('--policy <file>', 'the draft')
    .requiredOption('--since <date>', 'reviews decided since then, such as 2026-11-01', date)
    .action(async (options: Parameters<typeof replayPolicy>[1]) =>
      (await import('./policy-replay.ts')).replayPolicy(context, options),
    )
  withDatabase(policy.command('versions'))
    .description('the versions of the policy that were in use, newest first')
    .action(async (options: Parameters<typeof listPolicyVersions>[1]) =>
      (await import('./policy-versions.ts')).listPolicyVersions(context, options),
    )
  withDatabase(policy.command('show <version>'))
    .description('the text of a version that was in use')
    .option('--list <file>', 'one of its lists instead, by the name that the text gives it')
    .action(async (version: string, options: Parameters<typeof showPolicyVersion>[2]) =>
      (await import('./policy-versions.ts')).showPolicyVersion(context, version, options),
    )
}
