import type { RequestHandler } from 'express'
import { createPdfFiles } from '../../server/console/pdf-files.ts'
import { answerAsset } from './static-files.ts'

/** Read where the worker itself comes from; the page may do no more than before. Its decoders are WebAssembly. */
const WORKER_POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"

/** Answers with what draws PDFs in the browser, to everybody: frames that are shut in show none. */
export function pdfFiles(): RequestHandler {
  const find = createPdfFiles()
  return async (req, res, next) => {
    const asset = req.method === 'GET' || req.method === 'HEAD' ? await find(req.path) : undefined
    if (asset === undefined) {
      next()
      return
    }
    if (asset.path.endsWith('/pdf.worker.min.mjs')) res.set('Content-Security-Policy', WORKER_POLICY)
    answerAsset(req, res, asset)
  }
}
