import { expect } from 'chai'
import { readXml } from '../../../server/simulator/http/read-xml.ts'
import { DEMO_REPORTS } from '../../../server/simulator/reports/demo-reports.ts'
import type { ReportDraft } from '../../../server/simulator/reports/report-draft.ts'
import { reportTotals } from '../../../server/simulator/reports/report-totals.ts'
import { reportXml } from '../../../server/simulator/reports/report-xml.ts'
import { submitted } from '../../../server/simulator/reports/simulated-report.ts'

const TODAY = '2026-03-02'

function draftOf(kind: string): ReportDraft {
  const demo = DEMO_REPORTS.find((candidate) => candidate.kind === kind)
  if (!demo) throw new Error(`no demo report ${kind}`)
  return demo.draft(TODAY)
}

describe('simulator: demo reports', () => {
  for (const { kind, draft } of DEMO_REPORTS) {
    it(`${kind} makes well-formed XML, with keys of its own each time`, () => {
      const first = draft(TODAY)
      const second = draft(TODAY)

      expect(readXml(reportXml(submitted(first, new Date('2026-03-02T09:30:15Z'))))?.name).to.equal(
        'ReportDetails',
      )
      expect(first.entries[0]?.key).to.not.equal(second.entries[0]?.key)
    })
  }

  it('have names of their own', () => {
    expect(new Set(DEMO_REPORTS.map(({ kind }) => kind)).size).to.equal(18)
    expect(DEMO_REPORTS).to.have.length(18)
  })

  it('fill a conference with forty different entries from the last ten days', () => {
    const { entries } = draftOf('clean-conference')

    expect(entries).to.have.length(40)
    expect(new Set(entries.map(({ transactionAmount }) => transactionAmount)).size).to.equal(40)
    expect(
      entries
        .map(({ transactionDate }) => transactionDate)
        .toSorted()
        .at(0),
    ).to.equal('2026-02-20')
    expect(
      entries
        .map(({ transactionDate }) => transactionDate)
        .toSorted()
        .at(-1),
    ).to.equal('2026-03-01')
  })

  it('convert the taxi ride in another currency into the currency of the report', () => {
    const draft = draftOf('clean-eur-hotel')

    expect(draft.currency).to.equal('EUR')
    expect(draft.entries.map(({ postedAmount }) => postedAmount)).to.deep.equal(['118.00', '14.00', '46.00'])
    expect(reportTotals(draft).reportTotal).to.equal('178')
    expect(reportTotals(draft).totalApproved).to.equal('178')
  })

  it('date the wrong ones where they are wrong', () => {
    expect(draftOf('entry-too-old').entries[0]?.transactionDate).to.equal('2025-08-14')
    expect(draftOf('date-in-the-future').entries[0]?.transactionDate).to.equal('2026-03-07')
  })
})
