import { pipeline } from 'node:stream/promises'
import { type Response, Router } from 'express'
import type { ReceiptProblem, ReceiptService } from '../../server/console/receipts/receipt-service.ts'
import { answerText } from '../../server/listeners/answer-text.ts'
import type { PageKit } from './page-kit.ts'
import { PageProblem } from './problem.ts'
import { personOf } from './visit.ts'

const STATUS: Readonly<Record<ReceiptProblem, number>> = {
  'not kept': 404,
  none: 404,
  'not granted': 502,
  'forbidden address': 502,
  'too large': 502,
  'unknown type': 502,
  'no answer': 502,
}
/** Whatever is in a file that somebody else has made does nothing. */
const FILE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
/** A browser shows no PDF that is shut in: where no script draws it, it is saved. */
const FILES = {
  'application/pdf': { ending: 'pdf', shown: 'attachment' },
  'image/jpeg': { ending: 'jpg', shown: 'inline' },
  'image/png': { ending: 'png', shown: 'inline' },
} as const
const NUMBER = /^[1-9]\d{0,14}$/

/** `/reviews/:id/receipts` and `/reviews/:id/receipts/:line`: the file itself, as Concur has it at this moment. */
export function receiptRoutes(kit: PageKit, receipts: ReceiptService): Router {
  const router = Router()
  router.get(['/reviews/:id/receipts', '/reviews/:id/receipts/:line'], async (req, res) => {
    const { id = '', line } = req.params
    if (!isNumber(id) || (line !== undefined && !isNumber(line))) throw new PageProblem('not found')
    const gone = new AbortController()
    res.once('close', () => gone.abort())
    const receipt = await receipts.open(
      personOf(res),
      Number(id),
      line === undefined ? undefined : Number(line),
      gone.signal,
    )
    if (receipt === undefined) throw new PageProblem('not found')
    if (!receipt.ok) {
      answerText(res, STATUS[receipt.problem], kit.texts(res).report.receiptProblems[receipt.problem])
      return
    }
    const name = line === undefined ? `receipts-${id}` : `receipt-${id}-${line}`
    const { ending, shown } = FILES[receipt.type]
    res.set({
      'Content-Type': receipt.type,
      'Content-Disposition': `${shown}; filename="${name}.${ending}"`,
      'Content-Security-Policy': FILE_POLICY,
    })
    await send(receipt.content, res)
  })
  return router
}

/** What breaks off on the way breaks off here too: half a receipt is none. */
async function send(content: NodeJS.ReadableStream, res: Response): Promise<void> {
  await pipeline(content, res).catch(() => res.destroy())
}

function isNumber(text: unknown): text is string {
  return typeof text === 'string' && NUMBER.test(text)
}
