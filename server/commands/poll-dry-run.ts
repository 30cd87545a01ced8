import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import { loadSome } from '../../config/load-settings.ts'
import { createCredentials } from '../polling/credentials.ts'
import { type Instance, readInstance } from '../polling/instance-configuration.ts'
import { PollError } from '../polling/poll-error.ts'
import { callbacksOf } from '../polling/poll-instance.ts'
import { initialState } from '../polling/poll-outcome.ts'
import { pollResource } from '../polling/poll-resource.ts'
import { rulesOf, vendorDepsOf } from '../polling/polling.ts'
import { createSecretBox } from '../polling/secret-box.ts'
import type { Vendor, VendorConnection } from '../polling/vendor.ts'
import { VENDORS } from '../polling/vendors/vendors.ts'
import type { VendorTokens } from '../store/polling/vendor-tokens.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { settingsFailure } from './settings.ts'

const HOUR_MS = 3_600_000

/**
 * Polls once what a file declares, and prints the callbacks that would be sent; nothing is kept, and nothing sent.
 * @throws {CommandFailure} If the file is wrong, or a poll fails.
 */
export async function dryRun(
  context: CommandContext,
  file: string,
  options: { readonly hours: number },
): Promise<void> {
  const settings = await pollingSettings(context)
  const body: unknown = parse(await textOf(resolve(context.folder, file)))
  const read = readInstance(body, rulesOf(settings))
  if (!read.ok) throw new CommandFailure([`${file} is wrong:`, ...read.problems].join('\n- '), 2)
  for (const warning of read.warnings) context.print(`Warning: ${warning}`)
  const { enabled, enabledBecause } = read.instance
  context.print(`${enabled ? 'A connector polls it' : 'A connector does not poll it'}: ${enabledBecause}`)
  const { connection, close } = connect(context, read.instance, settings)
  try {
    for (const resource of read.instance.resources) {
      const outcome = await pollResource({
        instance: read.instance,
        resource,
        state: initialState(new Date(Date.now() - options.hours * HOUR_MS)),
        ledger: { versionsOf: () => Promise.resolve(new Map()) },
        connection,
        now: () => new Date(),
        signal: AbortSignal.timeout(HOUR_MS),
      })
      context.print(`\n${resource.name}: ${outcome.recordsRead} read, ${outcome.changes.length} changes`)
      for (const { field, count, message } of outcome.problems)
        context.print(`- ${field}: ${count} ${message}`)
      for (const { body: bytes } of callbacksOf(read.instance, { id: 0, resource, outcome })) {
        context.print(JSON.stringify(JSON.parse(new TextDecoder().decode(bytes)), null, 2))
      }
    }
  } catch (error) {
    if (error instanceof PollError) throw new CommandFailure(error.message)
    throw error
  } finally {
    close()
  }
}

async function pollingSettings(context: CommandContext) {
  const result = await loadSome(
    ['POLLING_ALLOW_HTTP', 'POLLING_ALLOW_PRIVATE', 'POLLING_VENDOR_ORIGINS'],
    context,
  )
  if (!result.ok) throw settingsFailure(result.problems)
  const { settings } = result
  return {
    allowHttp: settings.POLLING_ALLOW_HTTP,
    allowPrivate: settings.POLLING_ALLOW_PRIVATE,
    allowedOrigins: settings.POLLING_VENDOR_ORIGINS ?? [],
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new CommandFailure(`${path} cannot be read: ${String(error)}`, 2)
  }
}

function connect(
  context: CommandContext,
  instance: Instance,
  settings: Parameters<typeof vendorDepsOf>[0],
): { readonly connection: VendorConnection; readonly close: () => void } {
  const vendor = VENDORS.find(({ key }) => key === instance.element)
  if (vendor === undefined) throw new CommandFailure(`there is no element ${instance.element}`)
  const deps = { ...vendorDepsOf(settings, () => new Date()), settings: instance.settings }
  const given = vendor.firstGrant(instance.settings)
  const telling: Vendor = {
    ...vendor,
    async requestTokens(grant, tokenDeps, signal) {
      const tokens = await vendor.requestTokens?.(grant, tokenDeps, signal)
      if (tokens === undefined) throw new PollError('POLL_UNAUTHORIZED', `${vendor.name} gives no tokens`)
      const { refreshToken } = tokens
      const isKnown = given?.kind === 'refresh token' && given.refreshToken === refreshToken
      if (refreshToken !== undefined && !isKnown) {
        // Whoever has the file needs it: the vendor may not take the one in it again.
        context.print(`The vendor has issued another refresh token; put it into the file: ${refreshToken}`)
      }
      return tokens
    },
  }
  const credentials = createCredentials({
    vendor: telling,
    deps,
    tokens: inMemory(),
    box: createSecretBox([randomBytes(32)]),
    signal: AbortSignal.timeout(HOUR_MS),
  })
  return { connection: vendor.connect(deps, credentials), close: () => deps.http.close() }
}

/** For this process alone. */
function inMemory(): VendorTokens {
  let kept: string | undefined
  return {
    read: () => Promise.resolve(kept),
    claim: () => Promise.resolve('ours'),
    save(_login, _claim, content) {
      kept = content
      return Promise.resolve()
    },
    release: () => Promise.resolve(),
    all: () => Promise.resolve([]),
    replace: () => Promise.resolve(),
  }
}
