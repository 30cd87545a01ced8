/** A clock that a test moves; it begins at noon of 2026-06-01, in UTC. */
export function testClock(): {
  readonly now: () => Date
  /** Milliseconds that have passed, whatever was set. */
  readonly steady: () => number
  pass(ms: number): void
  /** By so much, although no time passes. */
  set(ms: number): void
} {
  let time = Date.UTC(2026, 5, 1, 12)
  let passed = 0
  return {
    now: () => new Date(time),
    steady: () => passed,
    pass(ms) {
      time += ms
      passed += ms
    },
    set(ms) {
      time += ms
    },
  }
}

/** The time of the test clock when so many milliseconds have passed. */
export function after(ms: number): Date {
  return new Date(Date.UTC(2026, 5, 1, 12) + ms)
}
