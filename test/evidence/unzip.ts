import { hash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { expect } from 'chai'
import { openPromise } from 'yauzl'

/** The files of a zip, by their paths; in memory. */
export type Unzipped = ReadonlyMap<string, Buffer>

/** Reads all of a zip; fails if it is not whole. */
export async function unzip(path: string): Promise<Unzipped> {
  const zip = await openPromise(path)
  const files = new Map<string, Buffer>()
  for await (const entry of zip.eachEntry()) {
    files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)))
  }
  return files
}

/** The text of one file. */
export function textOf(files: Unzipped, path: string): string {
  const found = files.get(path)
  if (found === undefined) throw new Error(`there is no ${path}, only ${[...files.keys()].join(', ')}`)
  return found.toString()
}

/** What a JSON file of it says. */
export function jsonOf(files: Unzipped, path: string): unknown {
  return JSON.parse(textOf(files, path))
}

/** Fails unless the manifest names every other file with its length and hash, and nothing else. */
export function expectManifestOf(files: Unzipped): void {
  const rest = [...files].filter(([path]) => path !== 'manifest.json')
  expect(jsonOf(files, 'manifest.json'))
    .to.have.property('files')
    .that.has.deep.members(
      rest.map(([path, content]) => ({ path, bytes: content.length, sha256: hash('sha256', content) })),
    )
}
