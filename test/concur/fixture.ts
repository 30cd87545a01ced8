import { readFileSync } from 'node:fs'

/** A document written for these tests after the form of Concur's own; as text, so that a test can change it. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/concur/${name}`, import.meta.url), 'utf8')
}
