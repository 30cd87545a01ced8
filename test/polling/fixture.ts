import { readFileSync } from 'node:fs'

const FOLDER = new URL('fixtures/', import.meta.url)

/** A fixture as it stands. */
export function fixtureText(name: string): string {
  return readFileSync(new URL(name, FOLDER), 'utf8')
}

/** A fixture that is JSON. */
export function fixture(name: string): unknown {
  return JSON.parse(fixtureText(name))
}
