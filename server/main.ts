import { Presets, SingleBar } from 'cli-progress'
import { Command, InvalidArgumentError, Option } from 'commander'
import { runCheck } from './commands/check.ts'
import { type CommandContext, CommandFailure } from './commands/context.ts'
import { listDeliveries, retryDeliveries } from './commands/deliveries.ts'
import { runDemo, submitToDemo } from './commands/demo.ts'
import { runPollingDemo } from './commands/demo-polling.ts'
import { reportDoors } from './commands/doors.ts'
import {
  deleteEventSubscription,
  listEventSubscriptions,
  listEventTopics,
  showEventSubscription,
  subscribe,
} from './commands/ess.ts'
import { listNotifications, retryNotifications, showNotification } from './commands/inbox.ts'
import { migrateStore } from './commands/migrate-store.ts'
import { createKey, listKeys, revokeKey } from './commands/elements.ts'
import { checkPolicy } from './commands/policy-check.ts'
import { explainReport, type ExplainOptions } from './commands/policy-explain.ts'
import { replayPolicy } from './commands/policy-replay.ts'
import { testPolicy } from './commands/policy-test.ts'
import { disableInstance, enableInstance, listInstances, runPoll, showInstance } from './commands/poll.ts'
import { dryRun } from './commands/poll-dry-run.ts'
import { listReviews, retryReviews, showReview } from './commands/review.ts'
import { runStart } from './commands/start.ts'
import { ConnectorError } from './connector-error.ts'
import { REVIEW_RESULTS } from './inbox/reviews.ts'
import { isDay } from './policy/days.ts'

/** The only file that touches the process: what the commands need of it, they are given here. */
const context: CommandContext = {
  environment: process.env,
  folder: process.cwd(),
  print: (text) => {
    process.stdout.write(`${text}\n`)
  },
  progress: (steps) => {
    const bar = new SingleBar({ format: '{bar} {value} of {total}, {eta_formatted} left' }, Presets.rect)
    if (process.stderr.isTTY) bar.start(steps, 0)
    return { step: () => bar.increment(), stop: () => bar.stop() }
  },
  stopRequested: () =>
    new Promise((resolve) => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal))
      onParentGone(() => resolve('end of npm'))
    }),
}

const program = new Command('connector')
  .description(
    'Application connector for SAP Concur: keeps notifications, checks expense reports, moves them on.',
  )
  .addHelpText('after', '\nSettings come from web.config, .env and the environment: see docs/settings.md.')

program
  .command('start')
  .description('run the connector until SIGTERM')
  .action(() => runStart(context))

program
  .command('check')
  .description(
    'check settings, certificate, policy, database, token, clock and access to Concur; a line each',
  )
  .option('--json', 'print JSON')
  .action((options: { json?: true }) => runCheck(context, options))

const demo = program
  .command('demo')
  .description('simulator, connector and a dozen reports on this machine; no Concur tenant needed')
  .option('--once', 'end when all reports are settled; exit status 1 if any is not')
  .option('--polling', 'polling instead: three vendors and a receiver of their changes')
  .action((options: { once?: true; polling?: true }) =>
    options.polling ? runPollingDemo(context) : runDemo(context, options),
  )
demo
  .command('submit [kind]')
  .description('submit another report in the running demo; without a kind, list the kinds')
  .action((kind: string | undefined) => submitToDemo(context, kind))

const inbox = program.command('inbox').description('notifications')
withDatabase(inbox.command('list'))
  .description('notifications, newest first, and what is in quarantine')
  .addOption(new Option('--state <state>').choices(['waiting', 'claimed', 'done', 'dead', 'not reviewed']))
  .option('--limit <number>', 'how many', wholeNumber, 50)
  .action((options: Parameters<typeof listNotifications>[1]) => listNotifications(context, options))
withDatabase(inbox.command('show <id>'))
  .description('one notification with the bytes it came in')
  .option('--quarantine', 'an entry of the quarantine instead')
  .action((id: string, options: Parameters<typeof showNotification>[2]) =>
    showNotification(context, wholeNumber(id), options),
  )
withDatabase(inbox.command('retry [ids...]'))
  .description('process notifications again: dead ones, or those whose report is held')
  .option('--all', 'all dead notifications')
  .option('--since <date>', 'of those, the ones given up since then, such as 2026-11-01', date)
  .action((ids: string[], options: Parameters<typeof retryNotifications>[2]) =>
    retryNotifications(context, ids.map(wholeNumber), options),
  )

const review = program.command('review').description('reviews of reports')
withDatabase(review.command('list'))
  .description('reviews, newest first')
  .addOption(new Option('--result <result>').choices(REVIEW_RESULTS))
  .option('--limit <number>', 'how many', wholeNumber, 50)
  .action((options: Parameters<typeof listReviews>[1]) => listReviews(context, options))
withDatabase(review.command('show <review>'))
  .description('one review by its number or by the id of its report: findings, writes to Concur, audit trail')
  .option('--report', 'the report as Concur sent it')
  .action((which: string, options: Parameters<typeof showReview>[2]) => showReview(context, which, options))

withDatabase(review.command('retry [reviews...]'))
  .description('decide again: reports that are held, were only observed, or are stuck')
  .addOption(new Option('--result <result>', 'all that ended so').choices(['held', 'observed']))
  .action((ids: string[], options: Parameters<typeof retryReviews>[2]) =>
    retryReviews(context, ids.map(wholeNumber), options),
  )

const policy = program.command('policy').description('the finance team’s rules: check, explain, try')
policy
  .command('check <file>')
  .description('read a policy file: every mistake with its line and column, or its rules')
  .option('--json', 'print JSON')
  .action((file: string, options: Parameters<typeof checkPolicy>[2]) => checkPolicy(context, file, options))
withDatabase(policy.command('explain <report>'))
  .description('what each rule says of a report: a file as Concur sends it, the id of a report, or a review')
  .option('--policy <file>', 'instead of POLICY_FILE')
  .option('--step <name>', 'the workflow step, instead of the one that Concur named')
  .option('--all', 'also each part of the report that is fine')
  .action((report: string, options: ExplainOptions) => explainReport(context, report, options))
policy
  .command('test <folder>')
  .description(
    'your own cases: for each report NAME.xml, what NAME.yaml expects; exit status 1 if one differs',
  )
  .option('--policy <file>', 'instead of POLICY_FILE')
  .action((folder: string, options: Parameters<typeof testPolicy>[2]) => testPolicy(context, folder, options))
withDatabase(policy.command('replay'))
  .description(
    'apply a draft to past reviews: what would have been flagged, passed and paid; changes nothing',
  )
  .requiredOption('--policy <file>', 'the draft')
  .requiredOption('--since <date>', 'reviews decided since then, such as 2026-11-01', date)
  .action((options: Parameters<typeof replayPolicy>[1]) => replayPolicy(context, options))

const ess = program.command('ess').description('subscriptions to Concur’s events')
withDataCenter(ess.command('topics'))
  .description('what the application may subscribe to')
  .action((options: Parameters<typeof listEventTopics>[1]) => listEventTopics(context, options))
withDataCenter(ess.command('subscribe'))
  .description('make a subscription, or change the one that has this id')
  .requiredOption('--topic <name>', 'such as public.concur.expense.report')
  .option('--endpoint <url>', 'the webhook as Concur sees it, instead of ESS_ENDPOINT')
  .option('--filter <expression>', 'regular expression on the event type; by default what announces a stop')
  .option('--id <id>', 'by default made of the host and the topic')
  .action((options: Parameters<typeof subscribe>[1]) => subscribe(context, options))
withDataCenter(ess.command('list'))
  .description('subscriptions of the application')
  .action((options: Parameters<typeof listEventSubscriptions>[1]) => listEventSubscriptions(context, options))
withDataCenter(ess.command('show <id>'))
  .description('one subscription')
  .action((id: string, options: Parameters<typeof showEventSubscription>[2]) =>
    showEventSubscription(context, id, options),
  )
withDataCenter(ess.command('delete <id>'))
  .description('delete one subscription')
  .action((id: string, options: Parameters<typeof deleteEventSubscription>[2]) =>
    deleteEventSubscription(context, id, options),
  )

const doors = program.command('doors').description('the callout and the events of Concur, side by side')
withDatabase(doors.command('report'))
  .description('which stops were announced by the callout, by an event, or by both')
  .option('--days <number>', 'of the last so many days', wholeNumber, 30)
  .option('--limit <number>', 'how many of those that only one door announced', wholeNumber, 50)
  .action((options: Parameters<typeof reportDoors>[1]) => reportDoors(context, options))

const poll = program.command('poll').description('instances of polling')
withDatabase(poll.command('list'))
  .description('instances, with their state')
  .action((options: Parameters<typeof listInstances>[1]) => listInstances(context, options))
withDatabase(poll.command('show <instance>'))
  .description('one instance and how far its resources were read')
  .action((id: string, options: Parameters<typeof showInstance>[2]) =>
    showInstance(context, wholeNumber(id), options),
  )
withDatabase(poll.command('run <instance>'))
  .description('poll an instance now, in the running connector')
  .action((id: string, options: Parameters<typeof runPoll>[2]) => runPoll(context, wholeNumber(id), options))
withDatabase(poll.command('enable <instance>'))
  .description('poll an instance again that was disabled, from where it was')
  .option('--from-now', 'leave out what changed meanwhile')
  .action((id: string, options: Parameters<typeof enableInstance>[2]) =>
    enableInstance(context, wholeNumber(id), options),
  )
withDatabase(poll.command('disable <instance>'))
  .description('poll an instance no more')
  .action((id: string, options: Parameters<typeof disableInstance>[2]) =>
    disableInstance(context, wholeNumber(id), options),
  )
poll
  .command('dry-run <file>')
  .description('poll once what a file declares and print what would be sent; keeps and sends nothing')
  .option('--hours <number>', 'from how many hours ago', wholeNumber, 24)
  .action((file: string, options: Parameters<typeof dryRun>[2]) => dryRun(context, file, options))

const deliveries = program.command('deliveries').description('notifications for callback URLs')
withDatabase(deliveries.command('list'))
  .description('deliveries, newest first')
  .option('--instance <number>', 'of one instance', wholeNumber)
  .addOption(new Option('--state <state>').choices(['waiting', 'claimed', 'done', 'dead']))
  .option('--limit <number>', 'how many', wholeNumber, 50)
  .action((options: Parameters<typeof listDeliveries>[1]) => listDeliveries(context, options))
withDatabase(deliveries.command('retry [ids...]'))
  .description('send again what was given up, and what waits behind it')
  .option('--instance <number>', 'all of one instance', wholeNumber)
  .option('--all', 'of all instances')
  .action((ids: string[], options: Parameters<typeof retryDeliveries>[2]) =>
    retryDeliveries(context, ids.map(wholeNumber), options),
  )

const keys = program
  .command('elements')
  .description('the instances API')
  .command('keys')
  .description('who may use it')
withDatabase(keys.command('create <name>'))
  .description('make a key and print its secrets, once')
  .action((name: string, options: Parameters<typeof createKey>[2]) => createKey(context, name, options))
withDatabase(keys.command('list'))
  .description('keys, without their secrets')
  .action((options: Parameters<typeof listKeys>[1]) => listKeys(context, options))
withDatabase(keys.command('revoke <key>'))
  .description('end a key at once')
  .action((id: string, options: Parameters<typeof revokeKey>[2]) =>
    revokeKey(context, wholeNumber(id), options),
  )

program
  .command('migrate-store')
  .description('copy the SQLite file of a stopped connector into an empty PostgreSQL database, and verify it')
  .requiredOption('--from <url>', 'sqlite: and the path of the file')
  .option('--to <url>', 'postgres://..., instead of DATABASE_URL')
  .action((options: Parameters<typeof migrateStore>[1]) => migrateStore(context, options))

// A full disk or a reader that went away must not end a connector that can do its work without a log.
process.stdout.on('error', () => undefined)
let exitCode = 0
try {
  await program.parseAsync()
} catch (error) {
  exitCode = error instanceof CommandFailure ? error.exitCode : 1
  const isExpected = error instanceof CommandFailure || error instanceof ConnectorError
  process.stderr.write(
    `${isExpected || !(error instanceof Error) ? String(error).replace(/^\w+: /, '') : error.stack}\n`,
  )
}
process.stdout.write('', () => process.exit(exitCode))

function withDatabase(command: Command): Command {
  return command.option('--database <url>', 'instead of DATABASE_URL').option('--json', 'print JSON')
}

function withDataCenter(command: Command): Command {
  return command
    .option('--data-center <origin>', 'instead of CONCUR_API_URL: a subscription is of one data center')
    .option('--json', 'print JSON')
}

function date(text: string): Date {
  const at = new Date(text)
  // `new Date` would take 7 for July 2001, and the 30th of February for a day in March.
  if (!isDay(text.slice(0, 10)) || Number.isNaN(at.getTime()))
    throw new InvalidArgumentError('expected a date such as 2026-11-01')
  return at
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('expected a whole number from 1')
  return Number(text)
}

/** npm does not pass a signal on to what it runs: it ends, its shell with it, and we would stay behind. */
function onParentGone(stop: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    stop()
  }, 500)
}
