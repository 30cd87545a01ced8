import type { Request, Response } from 'express'
import type { Formats } from '../../server/console/formats.ts'
import type { Texts } from '../../server/console/languages/en.ts'
import type { Frame, Renderer, View } from '../../server/console/render.ts'
import { returnAddress } from '../../server/console/return-address.ts'
import { isByItself, tokenOf, visitOf } from './visit.ts'

/** What routes show pages with. */
export interface PageKit {
  /** Whether a provider signs people in. */
  readonly hasProvider: boolean
  /** The texts of whoever asks. */
  texts(res: Response): Texts
  /** How dates and amounts are written for whoever asks. */
  formats(res: Response): Formats
  /** Answers with a page; with only what stands inside the layout, if htmx asked for a part. */
  show(req: Request, res: Response, view: View, status?: number): void
}

/** Makes pages of views. */
export function createPageKit(
  renderer: Renderer,
  { hasProvider }: { readonly hasProvider: boolean },
): PageKit {
  return {
    hasProvider,
    texts: (res) => renderer.texts(visitOf(res).reader),
    formats: (res) => renderer.formats(visitOf(res).reader),
    show(req, res, view, status = 200) {
      const html = renderer.render(view, frameOf(req, res, view.here), isForPart(req) ? 'inside' : 'page')
      res
        .status(status)
        .set('Content-Language', visitOf(res).reader.language)
        .vary('Accept-Language')
        .type('html')
        .send(html)
    },
  }
}

/** Whether htmx asks for a part of a page, and not a browser for a page. What a page asks for by itself is of that page. */
export function isForPart(req: Request): boolean {
  return req.get('hx-request') === 'true' && (req.get('hx-request-type') !== 'full' || isByItself(req))
}

/** The answer, a `.problem`, is shown above the page; which stays as it is, with what was typed in it. */
export function showAbovePage(res: Response): void {
  // Whatever the page meant to take out of the answer.
  res.set({ 'HX-Retarget': '#problem', 'HX-Reswap': 'innerHTML', 'HX-Reselect': '.problem' })
}

function frameOf(req: Request, res: Response, here: string | undefined): Frame {
  const { reader, session } = visitOf(res)
  return {
    reader,
    path: here ?? (req.method === 'GET' ? returnAddress(req.originalUrl) : '/'),
    token: tokenOf(res),
    ...(session !== undefined && { person: session.person }),
  }
}
