import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/** A file is no plain file, or larger than what reads it takes; the message names it. */
export class PlainFileError extends Error {
  override readonly name = 'PlainFileError'
  readonly code = 'NO_PLAIN_FILE'
}

/** A file that was changed so shortly before it was read may be changed again under the same time. */
const FRESH_MS = 2000
const MB = 1_000_000
const NOTHING = Buffer.alloc(0)

/**
 * Reads a whole file, and nothing that may have no end: no device, no pipe, no folder.
 * @throws {PlainFileError} If it is no plain file, or has more bytes than `most`. And what Node throws.
 */
export async function readPlainFile(path: string, most: number): Promise<Buffer> {
  return (await readWithStamp(path, most)).bytes
}

/**
 * Reads files as {@link readPlainFile} does, those that are as they were only once: their times, size and inode tell.
 * @param most Bytes, given with each call.
 * @returns Gives the same text, also as a value, until the file has changed.
 */
export function rememberingReader<Text>(
  toText: (bytes: Buffer) => Text,
): (path: string, most: number) => Promise<Text> {
  const known = new Map<string, { readonly stamp: string; readonly text: Text }>()
  return async (path, most) => {
    const before = known.get(path)
    const read = await readWithStamp(path, most, before?.stamp)
    if (before !== undefined && read.stamp === before.stamp) return before.text
    const text = toText(read.bytes)
    if (read.isSettled) known.set(path, { stamp: read.stamp, text })
    else known.delete(path)
    return text
  }
}

/** @param known What needs not be read. */
async function readWithStamp(path: string, most: number, known?: string) {
  // Opening a pipe would wait for somebody who writes to it.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const found = await file.stat({ bigint: true })
    if (!found.isFile()) {
      throw new PlainFileError(`${path} is ${found.isDirectory() ? 'a folder' : 'no plain file'}`)
    }
    if (found.size > BigInt(most)) {
      throw new PlainFileError(
        `${path} has ${(Number(found.size) / MB).toFixed(1)} MB, and at most ${most / MB} MB are read`,
      )
    }
    const stamp = [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join()
    const isSettled = Math.abs(Date.now() - Number(found.ctimeMs)) > FRESH_MS
    return { stamp, isSettled, bytes: stamp === known ? NOTHING : await readBytes(Number(found.size)) }
  } finally {
    await file.close()
  }

  /** As many as there were: it may grow meanwhile, and is read again then. */
  async function readBytes(size: number): Promise<Buffer> {
    const bytes = Buffer.alloc(size)
    const { bytesRead } = await file.read(bytes, 0, size, 0)
    return bytes.subarray(0, bytesRead)
  }
}
