import { isDamaged, withAdvice } from './sqlite-advice.ts'
import { rememberFiles } from './sqlite-file.ts'

/** Knows whether what is committed can be found again. */
export interface FileGuard {
  /** Told of every error of SQLite's: a file that was damaged once is trusted no more. */
  failed(error: unknown): void
  /** Looks at the files. @returns Why a commit is worth nothing; absent while it counts. */
  look(): Error | undefined
  /** What {@link look} found last, without looking. */
  isInTrouble(): boolean
}

/**
 * @param path Of a database that is open and was read once.
 * @param tell Told when trouble begins, and without a text when it has ended.
 */
export function guardFile(path: string, tell: (trouble?: string) => void): FileGuard {
  const filesTrouble = rememberFiles(path)
  let damage: string | undefined
  let trouble: string | undefined

  const change = (found: string | undefined) => {
    if (found !== trouble) tell(found)
    trouble = found
  }
  return {
    failed(error) {
      if (!isDamaged(error)) return
      damage ??= withAdvice(error)
      change(damage)
    },
    look() {
      const files = filesTrouble()
      change(damage ?? (files === undefined ? undefined : `${files}: ${WHAT_TO_DO}`))
      return trouble === undefined ? undefined : new Error(trouble)
    },
    isInTrouble: () => trouble !== undefined,
  }
}

const WHAT_TO_DO =
  'nothing is taken until it is back; if it cannot be brought back, restart the connector, which opens what is there'
