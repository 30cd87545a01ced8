import { expect } from 'chai'
import { type Column, fittedTable } from '../../server/commands/table.ts'

const COLUMNS: readonly Column<readonly [string, string, string]>[] = [
  { title: 'id', text: ([id]) => id },
  { title: 'name', text: ([, name]) => name, least: 8 },
  { title: 'reason', text: ([, , reason]) => reason, least: 10 },
]

describe('a table that fits', () => {
  it('is as wide as what is in it', () => {
    expect(fittedTable(COLUMNS, [['1', 'Trip', 'none']], 80).split('\n')).to.deep.equal([
      '┌────┬──────┬────────┐',
      '│ id │ name │ reason │',
      '├────┼──────┼────────┤',
      '│ 1  │ Trip │ none   │',
      '└────┴──────┴────────┘',
    ])
  })

  it('cuts the longest cells, which shows, and no cell below what is left of it', () => {
    const table = fittedTable(COLUMNS, [['1', 'Trip to Lyon', 'the report was not seen whole']], 36)

    expect(table).to.include('│ 1  │ Trip to Lyon │ the report… │'.slice(0, 8)).and.include('…')
    expect(table.split('\n').map((line) => line.length)).to.deep.equal([36, 36, 36, 36, 36])
  })

  it('leaves out the last columns where there is no room for the least of them', () => {
    const table = fittedTable(COLUMNS, [['1', 'Trip to Lyon and back', 'the report was not seen whole']], 20)

    expect(table).to.include('name').and.not.include('reason')
    expect(Math.max(...table.split('\n').map((line) => line.length))).to.be.at.most(20)
  })

  it('has no line that wraps, whatever is in a cell and however wide its letters are', () => {
    const rows = [['1', '会社の出張報告書'.repeat(10), '\u001b[31m\u202eline\nfeed '.repeat(30)]] as const
    for (const width of [40, 80, 120]) {
      const lines = fittedTable(COLUMNS, rows, width).split('\n')
      expect(lines).to.have.lengthOf(5)
      // A letter of these takes two places.
      for (const line of lines)
        expect(line.length + line.replaceAll(/[^\u3000-\u9fff]/g, '').length).to.be.at.most(width)
    }
  })

  it('says that there is nothing', () => {
    expect(fittedTable(COLUMNS, [], 80)).to.equal('(none)')
  })
})
