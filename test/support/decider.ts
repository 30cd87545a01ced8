import { createInterface } from 'node:readline'
import { z } from 'zod'
import { receiveHumanDecision } from '../../server/doors/receive-human-decision.ts'
import { SILENT_LOG } from '../../server/log.ts'
import { HUMAN_ACTIONS } from '../../server/record/human-decision.ts'
import { openDatabase } from '../../server/store/database.ts'
import { createHumanDecisions } from '../../server/store/decisions/human-decisions.ts'
import { createTrail } from '../../server/store/people/trail.ts'

// A process that people decide through, one line of JSON for each thing that they do: it answers with the number of the
// decision once that is on disk.

const job = z.union([
  z.object({
    reviewId: z.number(),
    action: z.enum(HUMAN_ACTIONS),
    by: z.string(),
    undoSeconds: z.number(),
    key: z.string(),
  }),
  z.object({ undo: z.number(), by: z.string() }),
])

const db = await openDatabase(process.argv[2] ?? '')
const decisions = createHumanDecisions(db)
const trail = createTrail(db)
process.stdout.write('"open"\n')

for await (const line of createInterface(process.stdin)) {
  const asked = job.parse(JSON.parse(line))
  process.stdout.write(`${JSON.stringify(await answer(asked))}\n`)
}
await db.destroy()

async function answer(asked: z.infer<typeof job>): Promise<object> {
  const by = { login: asked.by }
  if ('undo' in asked) return { isBack: await decisions.takeBack(asked.undo, by, new Date()) }
  const { reviewId, action, undoSeconds, key } = asked
  const isBack = action === 'send back'
  const receipt = await receiveHumanDecision(
    {
      decisions,
      trail,
      forbids: () => Promise.resolve(undefined),
      undoSeconds,
      log: SILENT_LOG,
      now: () => new Date(),
    },
    {
      reviewId,
      action,
      by,
      key,
      verdicts: isBack
        ? [{ on: 'all', verdict: 'out of policy' }]
        : [
            { on: 'all', verdict: 'exception' },
            { on: 'purpose-missing', verdict: 'incorrect' },
          ],
      ...(isBack && { comment: 'Please say why' }),
    },
  )
  return receipt.kind === 'accepted' ? { accepted: receipt.decision.id } : { refused: receipt.problems }
}
