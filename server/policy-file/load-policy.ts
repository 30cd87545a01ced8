import { isUtf8 } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { listFilesOf, parsePolicyTexts } from '../policy/file/parse-policy.ts'
import { PolicyError } from '../policy/file/policy-error.ts'
import type { Policy, PolicyTexts } from '../policy/policy.ts'

/**
 * Reads a policy file and its lists from disk.
 * @throws {PolicyError} If one cannot be read, or with everything that is wrong in them.
 */
export async function loadPolicy(file: string): Promise<Policy> {
  return parsePolicyTexts(await readPolicyTexts(file))
}

/**
 * Reads the texts of a policy from disk; its lists stand where it says, seen from its own folder.
 * @throws {PolicyError} If one cannot be read or is not UTF-8.
 */
export async function readPolicyTexts(file: string): Promise<PolicyTexts> {
  const text = await readText(file, file)
  const lists = new Map<string, string>()
  for (const name of listFilesOf(text)) {
    lists.set(name, await readText(path.resolve(path.dirname(file), name), file))
  }
  return { file, text, lists }
}

async function readText(file: string, policyFile: string): Promise<string> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new PolicyError(policyFile, [cause instanceof Error ? cause.message : String(cause)], { cause })
  })
  // Words with an umlaut would otherwise silently be others than those in the reports.
  if (!isUtf8(bytes))
    throw new PolicyError(policyFile, [`${file}: expected UTF-8; save it as "CSV UTF-8" or UTF-8 text`])
  return bytes.toString('utf8')
}
