/**
 * Waits for all, also when one fails: what goes on alone would be at work when the test has ended.
 * @throws What the first that failed threw, once all have ended.
 */
export async function allEnded(works: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(works)
  await Promise.all(works)
}
