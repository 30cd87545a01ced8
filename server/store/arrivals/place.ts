import type { toRow } from './arriving.ts'

/** Where arrivals are appended: how the engines differ. */
export interface Place {
  /** @returns Their numbers, in order. */
  append(rows: readonly ReturnType<typeof toRow>[]): readonly number[] | Promise<readonly number[]>
  takenOver(upTo: number): void
  /** @param error What reading the arrivals has met. */
  damaged(error: unknown): void
  check(): Promise<void> | void
  close(): Promise<void> | void
}
