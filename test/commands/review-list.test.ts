import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Big } from 'big.js'
import { expect } from 'chai'
import type { Subject } from '../../server/record/review.ts'
import { decisionOf, finding, keepReviews } from '../store/operators/kept-reviews.ts'
import { forEachEngine } from '../support/engines.ts'
import { runCommand } from './run-command.ts'

const ZOE: Partial<Subject> = {
  id: 'A1B2C3D4E5F60718293A',
  name: '=HYPERLINK("http://x","Trip")',
  employee: 'Müller, Zoë',
  employeeLogin: 'zoe@example.com',
  employeeId: '0042',
  total: new Big('-12.5'),
}

forEachEngine((engine) => {
  describe('review list', () => {
    let folder: string

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'review-list-'))
      await keepReviews(await engine.open(), [
        { subject: ZOE, decision: decisionOf({ findings: [finding('hotel-cap')] }), result: 'held' },
        {
          subject: { name: 'Lyon', total: new Big('800') },
          stepName: 'Tax',
          decision: decisionOf(),
          result: 'approved',
        },
        {
          subject: { employee: 'Ada' },
          decision: decisionOf({ findings: [finding('weekend')] }),
          result: 'held',
        },
      ])
    })
    afterEach(() => rm(folder, { recursive: true }))

    const list = (...args: readonly string[]) =>
      runCommand(
        ['review', 'list', ...args],
        { DATABASE_URL: engine.url(), TIME_ZONE: 'Europe/Berlin' },
        folder,
      )
    const ids = async (...args: readonly string[]): Promise<unknown> => {
      const { stdout } = await list('--json', ...args)
      const lines: readonly { readonly id: number }[] = JSON.parse(stdout)
      return lines.map(({ id }) => id)
    }

    it('finds what is asked for', async () => {
      expect(await ids()).to.deep.equal([3, 2, 1])
      expect(await ids('--result', 'held', '--employee', 'zoe')).to.deep.equal([1])
      expect(await ids('--rule', 'weekend', '--assignee', 'nobody')).to.deep.equal([3])
      expect(await ids('--over', '799.99 EUR', '--step', 'Tax')).to.deep.equal([2])
      expect(await ids('--since', '2026-05-22', '--until', '2026-05-22', '--limit', '1')).to.deep.equal([3])
      expect(await ids('--until', '2026-05-21')).to.deep.equal([])
      expect(await ids('--age', '3', '--before', '3')).to.deep.equal([1])
    })

    it('prints the age, the rules and the amount, in lines of 120 characters where no terminal says how many', async () => {
      const { stdout } = await list('--result', 'held')

      expect(stdout).to.match(/│ 1 {2}│ +\d+ +│ Müller, (?:Zoë|Z…) *│ -12\.50 EUR +│ held +│ hotel-cap +│ - /)
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).to.be.at.most(120)
    })

    it('names every option that is wrong', async () => {
      expect(await list('--since', 'yesterday', '--over', '500', '--result', 'done')).to.deep.equal({
        code: 2,
        stdout: '',
        stderr: [
          '--result: expected one of approved, flagged and approved, sent back, held, superseded, observed, open, orphaned',
          '--since: expected a day such as 2026-11-01, or an instant such as 2026-11-01T08:00:00Z',
          '--over: expected an exact amount and its currency, such as 500 EUR or 499.50 CHF',
        ].join('\n'),
      })
      expect((await list('--csv', '--json')).stderr).to.equal('--csv and --json: give one of them')
      expect((await list('--locale', 'de')).stderr).to.equal('--locale and --out: are for --csv')
    })

    it('says what there is instead of what is unknown, and nothing where there is nothing', async () => {
      expect(await list('--rule', 'hotel', '--step', 'tax', '--assignee', 'bob')).to.deep.equal({
        code: 1,
        stdout: '',
        stderr: [
          '--rule: no review rests on the rule hotel; there is hotel-cap, weekend',
          '--step: no review is of the step tax; there is Tax',
          '--assignee: nobody has the login bob; there is none yet',
        ].join('\n'),
      })
      expect((await list('--rule', 'weekend', '--employee', 'zoe')).stdout).to.equal('(none)')
    })

    it('writes a table for a spreadsheet, whose texts are no formulas and whose amounts are numbers', async () => {
      const { stdout } = await list('--csv', '--locale', 'de', '--employee', 'zoe')
      const [head = '', row = '', ...rest] = stdout.split('\r\n')

      expect(head).to.match(/^\ufeffid;object;report;name;employee;login;employee id;amount;currency;result;/)
      expect(row).to.match(
        /^1;report;A1B2C3D4E5F60718293A;"'=HYPERLINK\(""http:\/\/x"",""Trip""\)";Müller, Zoë;zoe@example.com;'0042;-12,50;EUR;held;hold;policy;hotel-cap;/,
      )
      // 09:30 in UTC.
      expect(row).to.include(';2026-05-22 11:30:00;')
      expect(rest).to.deep.equal([''])
    })

    it('writes all of them, a page at a time, into a file that was not there', async () => {
      await keepReviews(
        await engine.open(),
        Array.from({ length: 3 }, () => ({})),
        100,
      )
      const out = join(folder, 'reviews.csv')
      await list('--csv', '--out', 'reviews.csv')

      const lines = (await readFile(out, 'utf8')).split('\r\n')
      expect(lines.map((line) => line.split(',')[0])).to.deep.equal([
        '\ufeffid',
        '6',
        '5',
        '4',
        '3',
        '2',
        '1',
        '',
      ])
      await writeFile(out, 'mine')
      expect((await list('--csv', '--out', 'reviews.csv')).stderr)
        .to.include('--out: ')
        .and.include('EEXIST')
      expect(await readFile(out, 'utf8')).to.equal('mine')
    })
  })
})
