import { createHash, hash } from 'node:crypto'
import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'

/** A file in a zip. */
export interface Member {
  readonly path: string
  readonly bytes: number
  /** Hexadecimal. */
  readonly sha256: string
}

/** A zip that is written as it is filled, so that no more of it is in memory than one file. */
export interface Zip {
  /** One after the other; resolves when the file has been handed on. @throws What writing the zip throws. */
  add(path: string, content: string | Uint8Array): Promise<Member>
  /** Ends the zip. @returns What was written. */
  close(): Promise<{ readonly bytes: number; readonly sha256: string }>
  /** Gives it up; what was written is no zip. */
  abort(): Promise<void>
}

/**
 * Makes a zip.
 * @param write Gets it piece by piece, the next one when it has resolved.
 * @param at When its files were made.
 */
export function createZip(write: (piece: Uint8Array) => Promise<unknown>, at: Date): Zip {
  const zip = new ZipFile()
  const sum = createHash('sha256')
  let bytes = 0
  let failure: { readonly error: unknown } | undefined
  let refuse: ((error: unknown) => void) | undefined
  const written = writeAll()
  written.catch((error: unknown) => {
    failure = { error }
    refuse?.(error)
  })

  async function writeAll(): Promise<void> {
    for await (const piece of zip.outputStream) {
      const buffer = Buffer.from(piece)
      sum.update(buffer)
      bytes += buffer.length
      await write(buffer)
    }
  }

  return {
    async add(path, content) {
      const buffer = typeof content === 'string' ? Buffer.from(content) : content
      if (failure !== undefined) throw failure.error
      await new Promise<void>((resolve, reject) => {
        refuse = reject
        put(zip, { path, content: buffer, at }, resolve)
      })
      return { path, bytes: buffer.length, sha256: hash('sha256', buffer) }
    },
    async close() {
      zip.end()
      await written
      return { bytes, sha256: sum.digest('hex') }
    },
    async abort() {
      if (zip.outputStream instanceof Readable) zip.outputStream.destroy(new Error('the zip was given up'))
      await written.catch(() => undefined)
    },
  }
}

interface ToPut {
  readonly path: string
  readonly content: Uint8Array
  readonly at: Date
}

/** Readable by its owner only, also where it is unpacked. */
function put(zip: ZipFile, { path, content, at }: ToPut, done: () => void): void {
  zip.addReadStreamLazy(path, { mtime: at, mode: 0o100600, size: content.length }, (hand) => {
    const source = Readable.from(content.length === 0 ? [] : [content])
    source.once('end', done)
    hand(null, source)
  })
}
