import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type CommandContext, CommandFailure } from './context.ts'

/** Where a command writes what is kept of people. */
export interface Target {
  /** Absolute, or relative to the folder of the command. */
  readonly out: string
  /** Also over a file that is there. */
  readonly force?: true
}

/**
 * Writes a file that only its owner reads; under its name it stands only when it is whole.
 * @param write Gets the file, which is closed afterwards.
 * @throws {CommandFailure} If the file is there already, or cannot be written.
 */
export async function writeWhole<Result>(
  { folder }: Pick<CommandContext, 'folder'>,
  { out, force }: Target,
  write: (file: FileHandle, path: string) => Promise<Result>,
): Promise<Result> {
  const path = resolve(folder, out)
  await requireNoFile({ folder }, { out, ...(force && { force }) })
  const draft = `${path}.part`
  try {
    const file = await open(draft, 'w', 0o600).catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new CommandFailure(`--out: ${path} cannot be written: ${reason}`, 2, { cause })
    })
    let result: Result
    try {
      result = await write(file, path)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
    return result
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** @throws {CommandFailure} If the file is there already, and is not to be written over. */
export async function requireNoFile(
  { folder }: Pick<CommandContext, 'folder'>,
  { out, force }: Target,
): Promise<void> {
  if (force) return
  const path = resolve(folder, out)
  const file = await open(path, 'r').catch(() => undefined)
  if (file === undefined) return
  await file.close()
  throw new CommandFailure(`--out ${path}: the file is there already; --force writes over it`, 2)
}
