const said = new Set<string>()

/**
 * Skips the test, or the suite of the hook, for want of a program, and says so. Where all programs are to be there
 * (CI=true) it fails instead.
 * @param program Such as `openssl`.
 */
export function skipWithout(program: string, context: Mocha.Context): never {
  if (process.env['CI'] === 'true') throw new Error(`CI=true wants ${program}, and this machine lacks it`)
  return skipBecause(`this machine lacks ${program}`, context)
}

/** Skips what no program would make possible here. @param reason Is said in a line, once. */
export function skipBecause(reason: string, context: Mocha.Context): never {
  if (!said.has(reason)) process.stderr.write(`\nskipped: ${reason}\n`)
  said.add(reason)
  return context.skip()
}
