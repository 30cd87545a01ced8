import { mkdtempSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'

const undos = new Set<() => void>()

/**
 * Undoes something when this process ends, the latest first; {@link leaveNothing} sees to it that it does.
 * @param undo Runs while the process exits, so it cannot wait for anything.
 * @returns Undoes it now.
 */
export function undoAtEnd(undo: () => void): () => void {
  undos.add(undo)
  return () => {
    if (undos.delete(undo)) undo()
  }
}

/** A folder for temporary files, gone when this process ends. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `connector-${name}-`))
  // A process that was just killed may still write a file.
  undoAtEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }))
  return folder
}

/** Ends processes and removes files also when this one is interrupted, fails, or is left by the one that forked it. */
export function leaveNothing(): void {
  process.once('exit', () => {
    for (const undo of [...undos].toReversed()) {
      try {
        undo()
      } catch (error) {
        process.stderr.write(`${String(error)}\n`)
      }
    }
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Not once: npm and the terminal each send one, and the second would end this process before it has removed all.
    process.on(signal, () => process.exit(128 + constants.signals[signal]))
  }
  process.once('disconnect', () => process.exit(1))
}
