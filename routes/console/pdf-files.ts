import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import express, { Router } from 'express'

/** Where pages find what draws PDFs, without a slash at the end. Another version has another address. */
export const PDF_BASE = '/static/pdf-6.5.438'
const FOLDER = fileURLToPath(new URL('../', import.meta.resolve('pdfjs-dist/build/pdf.min.mjs')))
const PROGRAMS = ['/build/pdf.min.mjs', '/build/pdf.worker.min.mjs']
/** Of pictures of faxes and JPEG 2000, of letters, and of colours: whatever is missing is missing in the drawing too. */
const FOLDERS = ['/wasm', '/cmaps', '/standard_fonts', '/iccs']
const OPTIONS = { immutable: true, maxAge: '365d', index: false, redirect: false } as const

/** Answers with what draws PDFs in the browser, to everybody: frames that are shut in show none. */
export function pdfFiles(): Router {
  const router = Router()
  const files = express.static(FOLDER, OPTIONS)
  for (const program of PROGRAMS)
    router.get(`${PDF_BASE}${program}`, (req, res, next) => {
      // Read where the worker itself comes from; the page may do no more than before.
      if (program.includes('worker'))
        res.set('Content-Security-Policy', "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'")
      req.url = program
      files(req, res, next)
    })
  for (const folder of FOLDERS)
    router.use(`${PDF_BASE}${folder}`, express.static(join(FOLDER, folder), OPTIONS))
  return router
}
