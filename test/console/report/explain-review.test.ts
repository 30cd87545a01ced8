import { expect } from 'chai'
import { createExplainer, type Explainer } from '../../../server/console/report/explain-review.ts'
import { parsePolicyTexts } from '../../../server/policy/file/parse-policy.ts'
import type { Policy } from '../../../server/policy/policy.ts'
import type { Database } from '../../../server/store/database.ts'
import { rejectionOf } from '../../store/rejection.ts'
import { buildEntry, buildReport } from '../../support/build-report.ts'
import { forEachEngine } from '../../support/engines.ts'
import { holdReports } from './held-reports.ts'

const REPORT = buildReport({
  reportId: 'NOW',
  entries: [buildEntry({ vendor: 'Casino Royale' }), buildEntry({ vendor: 'Zoë’s Cabs' })],
})

/** A policy with a list of so many words more; with many it is read in a thread of its own. */
function policyOf(words: number): Policy {
  const more = Array.from({ length: words }, (_, index) => `word${index}`)
  return parsePolicyTexts({
    file: 'policy.yaml',
    text: `
outcomes: { stop: hold }
language: de
lists: { words: words.csv }
rules:
  - { rule: banned-words, severity: stop, words: { list: words } }
  - { rule: duplicate-entry, severity: stop }
`,
    lists: new Map([['words.csv', ['word', 'casino', ...more].join('\n')]]),
  })
}

const [SMALL, LARGE] = [policyOf(1), policyOf(10_000)]

describe('why a review was decided as it was', () => {
  forEachEngine((engine) => {
    let db: Database
    let explainer: Explainer
    beforeEach(async () => {
      db = await engine.open()
      explainer = createExplainer()
      const earlier = { ...REPORT, reportId: 'EARLIER' }
      await holdReports(db, [
        { number: 0, report: earlier, policy: SMALL },
        { number: 1, report: REPORT, policy: SMALL },
        { number: 2, report: REPORT, policy: LARGE },
      ])
    })
    afterEach(() => explainer.close())

    it('is the same by a large policy as by a small one, with what was known before', async () => {
      const small = await why(SMALL)
      const large = await why(LARGE)

      expect(small?.language).to.equal('de')
      expect([...(small?.whys.keys() ?? [])]).to.deep.equal(['banned-words', 'duplicate-entry'])
      const broken = [...(small?.whys.values() ?? [])].map(
        ({ observations }) => observations.filter(({ isBroken }) => isBroken).length,
      )
      expect(broken).to.deep.equal([1, 2])
      expect({ ...large, version: '', since: 0 }).to.deep.equal({ ...small, version: '', since: 0 })
    })

    it('tells the language of the policy where the report is kept no longer', async () => {
      for (const { version } of [SMALL, LARGE]) {
        const judged = await explainer.explain(db, { id: 2 }, undefined, version)

        expect([judged?.language, judged?.whys.size]).to.deep.equal(['de', 0])
      }
    })

    for (const [size, policy] of [
      ['small', SMALL],
      ['large', LARGE],
    ] as const) {
      it(`reads a ${size} policy once for several pages`, async () => {
        const first = await why(policy)
        await db
          .updateTable('policy_version')
          .set({ content: new Uint8Array([1]) })
          .execute()

        expect(await why(policy)).to.deep.equal(first)
        const another = createExplainer()
        expect(await rejectionOf(why(policy, another))).to.be.instanceOf(Error)
        await another.close()
      })
    }

    it('is not told where the policy is not kept', async () => {
      expect(await explainer.explain(db, { id: 2 }, REPORT, 'unknown')).to.equal(undefined)
    })

    function why({ version }: Policy, asked = explainer) {
      return asked.explain(db, { id: 2 }, REPORT, version)
    }
  })
})
