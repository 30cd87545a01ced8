import type { RequestHandler } from 'express'
import type { Assets } from '../../server/console/assets.ts'

/** Never asked for again: another content has another address. */
const FOR_EVER = 'public, max-age=31536000, immutable'

/** Answers with the files that pages load, to everybody. */
export function staticFiles(assets: Assets): RequestHandler {
  return (req, res, next) => {
    const asset = req.method === 'GET' || req.method === 'HEAD' ? assets.find(req.path) : undefined
    if (asset === undefined) {
      next()
      return
    }
    const isGzipped = req.acceptsEncodings('gzip') === 'gzip'
    if (isGzipped) res.set('Content-Encoding', 'gzip')
    res
      .set({ 'Content-Type': asset.contentType, 'Cache-Control': FOR_EVER })
      .vary('Accept-Encoding')
      .send(isGzipped ? asset.gzipped : asset.content)
  }
}
