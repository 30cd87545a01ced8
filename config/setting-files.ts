import { constants } from 'node:fs'
import { access, readFile, stat } from 'node:fs/promises'

/** The text of a file, or why it cannot be had; the reason completes "... (reason)". */
export type TextFile =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly isMissing: boolean; readonly reason: string }

/**
 * Reads a text file that somebody wrote with whatever editor they have: UTF-8, or UTF-16 with a byte order mark, as
 * Windows writes it. The mark is not part of the text. Never rejects.
 */
export async function readTextFile(path: string): Promise<TextFile> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (error) {
    return { ok: false, isMissing: codeOf(error) === 'ENOENT', reason: reasonOf(error) }
  }
  try {
    return { ok: true, text: new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes) }
  } catch {
    return { ok: false, isMissing: false, reason: 'neither UTF-8 nor UTF-16' }
  }
}

/** Why this file or folder cannot be read by the connector, or `undefined` if it can. Never rejects. */
export async function whyUnreadable(
  path: string,
  kind: 'file' | 'folder' = 'file',
): Promise<string | undefined> {
  try {
    const found = await stat(path)
    if (!(kind === 'file' ? found.isFile() : found.isDirectory())) return `not a ${kind}`
    await access(path, constants.R_OK)
    return undefined
  } catch (error) {
    return reasonOf(error)
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return 'utf-8'
}

function reasonOf(error: unknown): string {
  const code = codeOf(error)
  if (code === 'ENOENT') return 'no such file'
  if (code === 'EACCES' || code === 'EPERM') return 'no permission to read it'
  if (code === 'EISDIR') return 'not a file'
  return code
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
