import { writeFile } from 'node:fs/promises'
import { Big } from 'big.js'
import { expect } from 'chai'
import { undoDecisions } from '../../server/commands/review-acts.ts'
import { confirmBulk } from '../../server/commands/review-confirm.ts'
import { decideReviews } from '../../server/commands/review-decide.ts'
import { createHumanDecisions } from '../../server/store/decisions/human-decisions.ts'
import { createPeople } from '../../server/store/people/people.ts'
import { at } from '../store/notifications.ts'
import { decisionOf, finding, keepReviews } from '../store/operators/kept-reviews.ts'
import { rejectionOf } from '../store/rejection.ts'
import { onSqlite } from '../support/engines.ts'
import { commandContext } from './command-context.ts'

const PEOPLE = `
bulk: { limit: { EUR: 100 } }
tell:
  - slack: it
    news: [alert]
`
const HELD = {
  result: 'held',
  decision: decisionOf({ findings: [finding('over-limit')] }),
  subject: { total: new Big('60'), employeeLogin: 'grace' },
} as const
const APPROVE = { verdict: ['all=exception'], reason: 'a fair' }

describe('review confirm', () => {
  onSqlite((engine) => {
    async function open() {
      const db = await engine.open()
      await keepReviews(db, [HELD, HELD])
      const people = createPeople(db)
      const root = { login: 'root' }
      await people.add({ login: 'root', name: 'Root', role: 'admin' }, root, at(0))
      for (const login of ['ada', 'bob'])
        await people.add({ login, name: login, role: 'controller' }, root, at(0))
      const file = `${engine.url().replace('sqlite:', '')}.people.yaml`
      await writeFile(file, PEOPLE)
      const context = commandContext({
        DATABASE_URL: engine.url(),
        PEOPLE_FILE: file,
        SLACK_URLS: 'it=https://hooks.slack.com/services/T0/B0/x',
      })
      const decisions = createHumanDecisions(db)
      const accepted = async () => [...(await decisions.of(1)), ...(await decisions.of(2))].length
      return { context, accepted }
    }

    it('is asked for where several reports come to more than one person decides on', async () => {
      const { context, accepted } = await open()
      await decideReviews(context, [1, 2], 'approve', { ...APPROVE, as: 'ada' })
      expect(context.printed()).to.equal(
        'bulk decision 1: nothing is decided yet, because one person alone does not decide on 120 EUR; another person confirms it by review confirm 1',
      )
      expect(await accepted()).to.equal(0)

      const own = await rejectionOf(confirmBulk(context, 1, { as: 'ada' }))
      expect(own).to.have.property(
        'message',
        'bulk decision 1: it needs another person than ada, who decided',
      )
      await confirmBulk(context, 1, { as: 'bob' })
      expect(await accepted()).to.equal(2)
    })

    it('is announced by a dry run, and says later what became of what it decided', async () => {
      const { context } = await open()
      await decideReviews(context, [1, 2], 'approve', { ...APPROVE, as: 'ada', dryRun: true })
      expect(context.printed()).to.include('another person would have to confirm it: 120 EUR')

      await decideReviews(context, [1, 2], 'approve', { ...APPROVE, as: 'ada' })
      await confirmBulk(context, 1, { as: 'bob' })
      await undoDecisions(context, [1], { as: 'ada' })
      await confirmBulk(context, 1, { as: 'bob' })
      expect(context.printed()).to.include('review 1: the decision of ada is taken back')
    })

    it('is not needed for one report, nor after it was withdrawn possible', async () => {
      const { context, accepted } = await open()
      await decideReviews(context, [1, 2], 'approve', { ...APPROVE, as: 'ada' })
      await confirmBulk(context, 1, { as: 'bob', withdraw: true })
      expect(context.printed()).to.include('bulk decision 1: is rejected, nothing was decided')
      const late = await rejectionOf(confirmBulk(context, 1, { as: 'bob' }))
      expect(late).to.have.property('message', 'bulk decision 1: there is none that waits')

      await decideReviews(context, [1], 'approve', { ...APPROVE, as: 'ada' })
      expect(await accepted()).to.equal(1)
    })
  })
})
