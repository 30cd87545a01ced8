import { isUtf8 } from 'node:buffer'
import path from 'node:path'
import { parsePolicyTexts } from '../policy/file/parse-policy.ts'
import { PolicyError } from '../policy/file/policy-error.ts'
import type { Policy, PolicyTexts } from '../policy/policy.ts'
import { rememberingReader } from '../timers/plain-file.ts'
import { namedLists } from './read-aside.ts'

/** Of the policy, in bytes: the largest that is known has a fiftieth of it. */
const MAX_POLICY = 1_000_000
/** Of one of its lists: about half a million vendors. */
const MAX_LIST = 32_000_000

/**
 * Reads a policy file and its lists from disk.
 * @throws {PolicyError} If one cannot be read, or with everything that is wrong in them.
 */
export async function loadPolicy(file: string): Promise<Policy> {
  return parsePolicyTexts(await readPolicyTexts(file))
}

/**
 * Reads the texts of a policy from disk; its lists stand where it says, in its own folder or below.
 * @throws {PolicyError} If one cannot be read, is not UTF-8, no plain file or too large.
 */
export async function readPolicyTexts(file: string): Promise<PolicyTexts> {
  return policyReader(file)()
}

/** Reads as {@link readPolicyTexts} does, time and again: what is as it was is neither read nor understood again. */
export function policyReader(file: string): () => Promise<PolicyTexts> {
  const readText = rememberingReader((bytes) => (isUtf8(bytes) ? bytes.toString('utf8') : undefined))
  let known: { readonly text: string; readonly names: readonly string[] } | undefined

  return async () => {
    const text = await read(file, MAX_POLICY)
    if (known?.text !== text) known = { text, names: await namedLists(text) }
    const lists = new Map<string, string>()
    for (const name of known.names) lists.set(name, await read(placeOf(name), MAX_LIST))
    return { file, text, lists }
  }

  async function read(from: string, most: number): Promise<string> {
    const text = await readText(from, most).catch((cause: unknown) => {
      throw new PolicyError(file, [cause instanceof Error ? cause.message : String(cause)], { cause })
    })
    if (text !== undefined) return text
    // Words with an umlaut would otherwise silently be others than those in the reports.
    throw new PolicyError(file, [`${from}: expected UTF-8; save it as "CSV UTF-8" or UTF-8 text`])
  }

  /** Whoever writes the policy is not to look into other files of the machine. */
  function placeOf(name: string): string {
    const folder = path.resolve(path.dirname(file))
    const place = path.resolve(folder, name)
    if (place.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep)) return place
    throw new PolicyError(file, [
      `lists: ${name} leads out of the folder of the policy; put the list into it`,
    ])
  }
}
