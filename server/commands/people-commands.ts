import { type Command, InvalidArgumentError, Option } from 'commander'
import { ROLES } from '../record/person.ts'
import type { TrailHead } from '../record/trail.ts'
import type { createApiKey, listApiKeys, revokeApiKey } from './api-keys.ts'
import { date, wholeNumber, withDatabase } from './command-options.ts'
import type { CommandContext } from './context.ts'
import type { addPerson, changePerson, listPeople, removePerson, setPassword } from './people.ts'
import type { listTrail, verifyTrail } from './trail.ts'

/** Who may look and decide, what programs act with, and what all of them have done. */
export function addPeopleCommands(program: Command, context: CommandContext): void {
  addPeople(program, context)
  addKeys(program, context)
  addTrail(program, context)
}

function addPeople(program: Command, context: CommandContext): void {
  const people = program.command('people').description('who may look at reports and decide on them')
  withPerson(withActor(people.command('add <login>')))
    .description('add somebody; the first has to be an admin')
    .action(async (login: string, options: Parameters<typeof addPerson>[2]) =>
      (await import('./people.ts')).addPerson(context, login, options),
    )
  withDatabase(people.command('list'))
    .description('everybody, with what they may do')
    .action(async (options: Parameters<typeof listPeople>[1]) =>
      (await import('./people.ts')).listPeople(context, options),
    )
  withPerson(withActor(people.command('change <login>')))
    .description('change somebody; what is not named stays')
    .option('--no-email', 'without an e-mail address')
    .option('--no-employee-id', 'without an employee id')
    .option('--no-scope', 'of all reports')
    .option('--no-max', 'of no amount')
    .action(async (login: string, options: Parameters<typeof changePerson>[2]) =>
      (await import('./people.ts')).changePerson(context, login, options),
    )
  withActor(people.command('remove <login>'))
    .description('remove somebody; the trail stays')
    .action(async (login: string, options: Parameters<typeof removePerson>[2]) =>
      (await import('./people.ts')).removePerson(context, login, options),
    )
  withActor(people.command('password <login>'))
    .description('set a password of at least 12 characters, typed without showing it or from standard input')
    .action(async (login: string, options: Parameters<typeof setPassword>[2]) =>
      (await import('./people.ts')).setPassword(context, login, options),
    )
}

function addKeys(program: Command, context: CommandContext): void {
  const keys = program.command('api-keys').description('what programs act with')
  withActor(keys.command('create <name>'))
    .description('make a key and print it, once')
    .addOption(new Option('--role <role>', 'what it may do').choices(ROLES).makeOptionMandatory())
    .action(async (name: string, options: Parameters<typeof createApiKey>[2]) =>
      (await import('./api-keys.ts')).createApiKey(context, name, options),
    )
  withDatabase(keys.command('list'))
    .description('keys, without their secrets')
    .action(async (options: Parameters<typeof listApiKeys>[1]) =>
      (await import('./api-keys.ts')).listApiKeys(context, options),
    )
  withActor(keys.command('revoke <key>'))
    .description('end a key at once')
    .action(async (id: string, options: Parameters<typeof revokeApiKey>[2]) =>
      (await import('./api-keys.ts')).revokeApiKey(context, wholeNumber(id), options),
    )
}

function addTrail(program: Command, context: CommandContext): void {
  const trail = program.command('trail').description('what people did and asked for in vain')
  withDatabase(trail.command('list'))
    .description('newest first')
    .option('--person <login>', 'what they did, typed for others, or what was done to them')
    .option('--since <date>', 'since then, such as 2026-11-01', date)
    .option('--limit <number>', 'how many', wholeNumber, 50)
    .action(async (options: Parameters<typeof listTrail>[1]) =>
      (await import('./trail.ts')).listTrail(context, options),
    )
  withDatabase(trail.command('verify'))
    .description('whether every row is as it was written; exit status 1 if not')
    .option(
      '--known <number:hash>',
      'of a row, as trail.head in the log has them: to find a cut tail',
      trailHead,
    )
    .action(async (options: Parameters<typeof verifyTrail>[1]) =>
      (await import('./trail.ts')).verifyTrail(context, options),
    )
}

/** For commands with which somebody acts. */
function withActor(command: Command): Command {
  return withDatabase(command).option('--as <login>', 'who acts, if it is not whose login types this')
}

function withPerson(command: Command): Command {
  return command
    .option('--name <name>', 'as colleagues know them')
    .option('--email <address>', 'also to recognise their own reports')
    .option('--employee-id <id>', 'to recognise their own reports')
    .addOption(new Option('--role <role>', 'what they may do').choices(ROLES))
    .option('--scope <selector>', 'of a reviewer: which reports, as a rule of the policy says it in `for`')
    .option(
      '--max <currency=amount>',
      'of a reviewer: the greatest total, such as EUR=500; once for each currency',
      maxAmount,
    )
    .option('--emergency', 'of an admin: gets in with their password also where a provider signs people in')
}

function maxAmount(text: string, before: Readonly<Record<string, string>> | undefined) {
  const [, currency, amount] = /^([A-Z]{3})=(\d{1,15}(?:\.\d{1,8})?)$/.exec(text) ?? []
  if (currency === undefined || amount === undefined)
    throw new InvalidArgumentError('expected a currency and an amount such as EUR=500')
  return { ...before, [currency]: amount }
}

function trailHead(text: string): TrailHead {
  const [, number, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? []
  if (number === undefined || hash === undefined)
    throw new InvalidArgumentError('expected the number and the hash of a row, with a colon between them')
  return { number: Number(number), hash }
}
