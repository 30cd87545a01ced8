/** A clock that a test moves; it begins at noon of 2026-06-01, in UTC. */
export function testClock(): { readonly now: () => Date; pass(ms: number): void } {
  let time = Date.UTC(2026, 5, 1, 12)
  return {
    now: () => new Date(time),
    pass: (ms) => {
      time += ms
    },
  }
}

/** The time of the test clock when so many milliseconds have passed. */
export function after(ms: number): Date {
  return new Date(Date.UTC(2026, 5, 1, 12) + ms)
}
