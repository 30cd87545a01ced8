import { expect } from 'chai'
import { readUntil } from '../../server/record/read-until.ts'
import { say } from '../../server/record/sentence.ts'

/** A Thursday, half past two in Berlin. */
const NOW = new Date('2026-11-26T13:30:00Z')

describe('until when something is put off', () => {
  const times = [
    ['2026-12-01', 'the beginning of the day', '2026-11-30T23:00:00.000Z'],
    ['2026-12-01T14:05', 'a time of the day', '2026-12-01T13:05:00.000Z'],
    ['2026-12-01 14:05', 'with a space', '2026-12-01T13:05:00.000Z'],
    ['2027-07-01', 'a day of summer', '2027-06-30T22:00:00.000Z'],
    ['1d', 'the next working day', '2026-11-26T23:00:00.000Z'],
    ['2d', 'over the weekend', '2026-11-29T23:00:00.000Z'],
    ['7d', 'over two weekends', '2026-12-06T23:00:00.000Z'],
    ['4h', 'hours from now', '2026-11-26T17:30:00.000Z'],
    ['2027-03-28T02:30', 'a time that the clocks skip', '2027-03-28T01:30:00.000Z'],
  ] as const
  for (const [text, what, expected] of times) {
    it(`reads ${text}, ${what}`, () => {
      const read = readUntil(text, NOW, 'Europe/Berlin')
      expect(read.ok && read.until.toISOString()).to.equal(expected)
    })
  }

  it('counts working days by the clock of the zone, where it is Friday already', () => {
    const read = readUntil('1d', new Date('2026-11-26T23:30:00Z'), 'Asia/Tokyo')
    expect(read.ok && read.until.toISOString()).to.equal('2026-11-29T15:00:00.000Z')
  })

  for (const text of [
    '',
    'tomorrow',
    '3',
    '3w',
    '-3d',
    '1000d',
    '2026-02-30',
    '2026-13-01',
    '2026-12-01T25:00',
    '2026-12-01T10:60',
    '26-12-01',
  ]) {
    it(`refuses ${text === '' ? 'nothing' : text}`, () => {
      expect(readUntil(text, NOW, 'UTC')).to.deep.equal({
        ok: false,
        problem: say('time expected'),
      })
    })
  }
})
