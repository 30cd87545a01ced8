/**
 * Keeps what was read for a while, so that whoever asks often costs nothing: so long, or ten times as long as the
 * reading took. Those who ask at once share one reading; a failed one is not kept.
 */
export function cached<Value>(
  read: () => Promise<Value>,
  keepMs: number,
  now: () => Date,
): () => Promise<Value> {
  let kept: { readonly value: Value; readonly until: number } | undefined
  let pending: Promise<Value> | undefined

  return async () => {
    if (kept !== undefined && now().getTime() < kept.until) return kept.value
    pending ??= readAgain().finally(() => {
      pending = undefined
    })
    return pending
  }

  async function readAgain(): Promise<Value> {
    const started = now().getTime()
    const value = await read()
    const ended = now().getTime()
    kept = { value, until: ended + Math.max(keepMs, 10 * (ended - started)) }
    return value
  }
}
