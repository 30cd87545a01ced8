import { isSubscriptionId } from '../../config/setting-forms.ts'
import type { CallContext, ConcurClient } from '../concur/concur-client.ts'
import { ConcurError } from '../concur/concur-error.ts'
import {
  type DesiredSubscription,
  deleteSubscription,
  getSubscription,
  listSubscriptions,
  listTopics,
  putSubscription,
  type Subscription,
} from '../concur/subscriptions.ts'
import { knownTopic } from '../notification/topics.ts'
import {
  desiredProblems,
  desiredWarnings,
  scopeAdvice,
  standingProblems,
} from '../subscriptions/check-desired.ts'
import { defaultSubscriptionId } from '../subscriptions/subscription-id.ts'
import { asApplication, type DataCenter } from './as-application.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { requireSome } from './settings.ts'
import { table } from './table.ts'

/** What all of these commands take. */
interface Options extends DataCenter {
  readonly json?: true
}

const NO_COMPANY =
  'No company is connected to it, so no event comes, and SAP deletes it after 30 days. A company is added when it obtains a company token (App Center, "Connect", or a Company Request Token) after the subscription was made: if it had one before, disconnect it and connect it again.'

/** Prints the topics that the application may subscribe to. */
export async function listEventTopics(context: CommandContext, options: Options): Promise<void> {
  const topics = await asApplication(context, options, (client, call) => listTopics(client, call))
  if (options.json) {
    context.print(JSON.stringify(topics, null, 2))
    return
  }
  context.print(
    table(
      ['topic', 'for'],
      topics.map((name) => [name, useOf(name)]),
    ),
  )
  if (!topics.some((name) => knownTopic(name) !== undefined)) {
    context.print(`\nNone that the connector reviews: ${scopeAdvice()}.`)
  }
}

/**
 * Makes or changes a subscription, after checking what Concur does not.
 * @throws {CommandFailure} With every problem, and exit status 2.
 */
export async function subscribe(
  context: CommandContext,
  options: Options & {
    readonly topic: string
    readonly endpoint?: string
    readonly filter?: string
    readonly id?: string
  },
): Promise<void> {
  const { topic } = options
  const settings = await requireSome(context, ['ESS_ENDPOINT'])
  const endpoint = options.endpoint ?? settings.ESS_ENDPOINT
  if (endpoint === undefined) throw new CommandFailure('name the webhook with --endpoint or ESS_ENDPOINT', 2)
  const filter = options.filter ?? knownTopic(topic)?.defaultFilter ?? '.*'
  const id = options.id ?? defaultSubscriptionId(endpoint, topic)
  const desired = { id, topic, filter, endpoint }
  refuse(desiredProblems(desired))

  const { before, after } = await asApplication(context, options, async (client, call) => {
    const listed = await listSubscriptions(client, call)
    refuse(standingProblems(desired, await listTopics(client, call), listed))
    await put(client, desired, call)
    return {
      before: listed.find((each) => each.id === id),
      after: (await getSubscription(client, id, call)) ?? { ...desired, companyIds: [] },
    }
  })
  const warnings = desiredWarnings(desired)
  if (options.json) {
    context.print(JSON.stringify({ subscription: after, before: before ?? null, warnings }, null, 2))
    return
  }
  context.print(before === undefined ? `Subscription ${id} was made.` : `Subscription ${id} was changed.`)
  context.print(describe(after))
  for (const warning of warnings) context.print(`Warning: ${warning}`)
  if (after.companyIds.length === 0) context.print(NO_COMPANY)
  context.print(`So that the connector watches it, add ${id} to ESS_SUBSCRIPTIONS.`)
}

/** Prints the subscriptions of the application. */
export async function listEventSubscriptions(context: CommandContext, options: Options): Promise<void> {
  const listed = await asApplication(context, options, (client, call) => listSubscriptions(client, call))
  if (options.json) {
    context.print(JSON.stringify(listed, null, 2))
    return
  }
  context.print(
    table(
      ['id', 'topic', 'filter', 'endpoint', 'companies'],
      listed.map(({ id, topic, filter, endpoint, companyIds }) => [
        id,
        topic,
        filter,
        endpoint,
        companyIds.join(' ') || 'none',
      ]),
    ),
  )
}

/** Prints one subscription. @throws {CommandFailure} If there is none. */
export async function showEventSubscription(
  context: CommandContext,
  id: string,
  options: Options,
): Promise<void> {
  requireId(id)
  const found = await asApplication(context, options, (client, call) => getSubscription(client, id, call))
  if (found === undefined) throw noSuch(id)
  if (options.json) {
    context.print(JSON.stringify(found, null, 2))
    return
  }
  context.print(describe(found))
  if (found.companyIds.length === 0) context.print(NO_COMPANY)
}

/** Deletes one subscription. @throws {CommandFailure} If there is none. */
export async function deleteEventSubscription(
  context: CommandContext,
  id: string,
  options: Options,
): Promise<void> {
  requireId(id)
  const wasThere = await asApplication(context, options, (client, call) =>
    deleteSubscription(client, id, call),
  )
  if (!wasThere) throw noSuch(id)
  context.print(
    options.json ? JSON.stringify({ deleted: id }) : `Concur deletes ${id}: it sends no more events`,
  )
}

function useOf(topicName: string): string {
  const word = knownTopic(topicName)?.word
  if (word === undefined) return 'kept, not reviewed'
  return word === 'expense' ? 'expense reports' : 'travel requests'
}

function describe({ id, topic, filter, endpoint, companyIds }: Subscription): string {
  const facts: readonly (readonly [string, string])[] = [
    ['subscription', id],
    ['topic', topic],
    ['filter', filter],
    ['endpoint', endpoint],
    ['companies', companyIds.join(' ') || 'none'],
  ]
  return facts.map(([name, value]) => `${name.padEnd(13)} ${value}`).join('\n')
}

function requireId(id: string): void {
  if (!isSubscriptionId(id))
    throw new CommandFailure(`${JSON.stringify(id)} is not the id of a subscription`, 2)
}

function noSuch(id: string): CommandFailure {
  return new CommandFailure(
    `there is no subscription ${id} of this application in this data center: see ess list, or name another with --data-center`,
  )
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new CommandFailure(problems.join('\n'), 2)
}

async function put(client: ConcurClient, desired: DesiredSubscription, call: CallContext): Promise<void> {
  try {
    await putSubscription(client, desired, call)
  } catch (error) {
    if (!(error instanceof ConcurError) || error.code !== 'CONCUR_REFUSED') throw error
    throw new CommandFailure(
      `${error.message}\nAn id is taken once among all customers of Concur: if it is the id, choose another with --id`,
    )
  }
}
