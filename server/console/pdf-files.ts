import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { ASSETS_BASE, type Asset } from './assets.ts'

const ROOT = fileURLToPath(new URL('../', import.meta.resolve('pdfjs-dist/build/pdf.min.mjs')))
/** What draws a PDF, and what it loads itself: decoders, tables of characters, fonts and colours. */
const FILES = [
  'build/pdf.min.mjs',
  'build/pdf.worker.min.mjs',
  'wasm/*.{wasm,js}',
  'cmaps/*.bcmap',
  'standard_fonts/*.{pfb,ttf}',
  'iccs/*.icc',
]
const TYPES: Readonly<Record<string, string>> = {
  '.mjs': 'text/javascript; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
}

/** How the address of every file of pdf.js begins, without a slash at the end. Another version has another one. */
export const PDF_BASE = `${ASSETS_BASE}/pdf-6.5.438`

/** Finds a file of pdf.js. @param path Of a request; untrusted. */
export type FindPdfFile = (path: string) => Promise<Asset | undefined>

/** Knows the files of pdf.js, and reads and packs each when it is first asked for: most are needed by few documents. */
export function createPdfFiles(): FindPdfFile {
  const names = new Set(globSync(FILES, { cwd: ROOT }))
  const found = new Map<string, Promise<Asset>>()

  return async (path) => {
    const name = path.startsWith(`${PDF_BASE}/`) ? path.slice(PDF_BASE.length + 1) : ''
    if (!names.has(name)) return undefined
    const known = found.get(name)
    if (known !== undefined) return known
    const asset = read(name, path)
    found.set(name, asset)
    // It may be there the next time.
    asset.catch(() => found.delete(name))
    return asset
  }
}

async function read(name: string, path: string): Promise<Asset> {
  const content = await readFile(join(ROOT, name))
  const contentType = TYPES[extname(name)] ?? 'application/octet-stream'
  return { path, contentType, content, gzipped: await promisify(gzip)(content) }
}
