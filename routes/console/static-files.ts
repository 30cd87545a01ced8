import type { Request, RequestHandler, Response } from 'express'
import type { Asset, Assets } from '../../server/console/assets.ts'

/** Never asked for again: another content has another address. */
const FOR_EVER = 'public, max-age=31536000, immutable'

/** Answers with the files that pages load, to everybody. */
export function staticFiles(assets: Assets): RequestHandler {
  return (req, res, next) => {
    const asset = req.method === 'GET' || req.method === 'HEAD' ? assets.find(req.path) : undefined
    if (asset === undefined) next()
    else answerAsset(req, res, asset)
  }
}

/** Answers with a file that never changes. */
export function answerAsset(req: Request, res: Response, asset: Asset): void {
  const isGzipped = req.acceptsEncodings('gzip') === 'gzip'
  if (isGzipped) res.set('Content-Encoding', 'gzip')
  res
    .set({ 'Content-Type': asset.contentType, 'Cache-Control': FOR_EVER })
    .vary('Accept-Encoding')
    .send(isGzipped ? asset.gzipped : asset.content)
}
