/** Whether Concur gives us a token, seen from the attempts that are made anyway. */
export interface TokenHealth {
  tokenGiven(): void
  /** @param reason Why there was none, fit to be shown. */
  tokenRefused(reason: string): void
  /** Why the last attempt gave no token; absent if it gave one, or if none was needed yet. */
  problem(): string | undefined
}

/** Of one process. */
export function createTokenHealth(): TokenHealth {
  let reason: string | undefined
  return {
    tokenGiven() {
      reason = undefined
    },
    tokenRefused(why) {
      reason = why
    },
    problem: () => reason,
  }
}
