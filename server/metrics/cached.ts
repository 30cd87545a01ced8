/**
 * Keeps what was read for a while, so that whoever asks often costs nothing: so long, or ten times as long as the
 * reading took. Those who ask at once share one reading; a failed one is not kept.
 */
export function cached<Value>(
  read: () => Promise<Value>,
  keepMs: number,
  now: () => Date,
): () => Promise<Value> {
  let kept: { readonly value: Value; readonly at: number; readonly forMs: number } | undefined
  let pending: Promise<Value> | undefined

  return async () => {
    const ageMs = now().getTime() - (kept?.at ?? 0)
    // What was read in the future was read before the clock was put back.
    if (kept !== undefined && ageMs >= 0 && ageMs < kept.forMs) return kept.value
    pending ??= readAgain().finally(() => {
      pending = undefined
    })
    return pending
  }

  async function readAgain(): Promise<Value> {
    const started = now().getTime()
    const value = await read()
    const ended = now().getTime()
    kept = { value, at: ended, forMs: Math.max(keepMs, 10 * (ended - started)) }
    return value
  }
}
