import { hash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

/** A file that pages load. */
export interface Asset {
  /** Where it is, with the hash of its content: what is there never changes. */
  readonly path: string
  readonly contentType: string
  readonly content: Buffer
  readonly gzipped: Buffer
}

/** The files that pages load. */
export interface Assets {
  /** @param name Such as `console.css`. @throws {Error} If there is none: a page names a file that is not there. */
  path(name: string): string
  /** @param path As {@link Asset.path}. */
  find(path: string): Asset | undefined
}

/** How the address of every file begins. */
export const ASSETS_BASE = '/static'
const OURS = join(import.meta.dirname, 'static')
const OF_OTHERS = [import.meta.resolve('htmx.org/dist/htmx.min.js')]
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}
/** Hexadecimal digits: enough that two versions never have the same. */
const HASH_DIGITS = 16

/** Reads our own files and those of packages, once. @throws If one is missing. */
export function readAssets(): Assets {
  const files = [
    ...globSync('*.{css,js,svg}', { cwd: OURS }).map((name) => join(OURS, name)),
    ...OF_OTHERS.map((url) => fileURLToPath(url)),
  ]
  const byName = new Map(files.map((file) => [basename(file), read(file)]))
  const byPath = new Map(Array.from(byName.values(), (asset) => [asset.path, asset]))
  return {
    path(name) {
      const asset = byName.get(name)
      if (asset === undefined) throw new Error(`there is no file ${name} for pages to load`)
      return asset.path
    },
    find: (path) => byPath.get(path),
  }
}

function read(file: string): Asset {
  const content = readFileSync(file)
  return {
    path: `${ASSETS_BASE}/${hash('sha256', content).slice(0, HASH_DIGITS)}/${basename(file)}`,
    contentType: TYPES[extname(file)] ?? 'application/octet-stream',
    content,
    gzipped: gzipSync(content),
  }
}
