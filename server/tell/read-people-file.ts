import { isUtf8 } from 'node:buffer'
import { readPlainFile } from '../timers/plain-file.ts'
import { PeopleFileError } from './people-file-error.ts'

const MAX_BYTES = 1_000_000

/**
 * Reads the text of a people file from disk.
 * @throws {PeopleFileError} If it cannot be read or is not UTF-8.
 */
export async function readPeopleFile(file: string): Promise<string> {
  const bytes = await readPlainFile(file, MAX_BYTES).catch((cause: unknown) => {
    throw new PeopleFileError(file, [cause instanceof Error ? cause.message : String(cause)], { cause })
  })
  if (!isUtf8(bytes)) throw new PeopleFileError(file, ['expected UTF-8 text'])
  return bytes.toString('utf8')
}
