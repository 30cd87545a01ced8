import { expect } from 'chai'
import { readUntil } from '../../server/record/read-until.ts'
import { instantAt, wallOf } from '../../server/record/wall-clock.ts'
import { dayStart } from '../../server/record/working-days.ts'

const wall = (text: string) => Date.parse(`${text}Z`)

describe('the clock of a time zone', () => {
  const machine = process.env['TZ']
  afterEach(() => {
    if (machine === undefined) delete process.env['TZ']
    else process.env['TZ'] = machine
  })

  for (const zone of ['UTC', 'America/New_York', 'Europe/Berlin', 'Asia/Tokyo', 'Pacific/Auckland']) {
    describe(`on a machine in ${zone}`, () => {
      beforeEach(() => {
        process.env['TZ'] = zone
      })

      const instants = [
        ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z', 'the first of two'],
        ['2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30:00.000Z', 'the first of two'],
        [
          '2026-04-05T01:45',
          'Australia/Lord_Howe',
          '2026-04-04T14:45:00.000Z',
          'the first of two, half an hour apart',
        ],
        ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z', 'what is skipped, an hour later'],
        ['2026-07-01T00:00', 'Europe/Berlin', '2026-06-30T22:00:00.000Z', 'summer'],
        ['2026-12-01T00:00', 'Pacific/Kiritimati', '2026-11-30T10:00:00.000Z', 'a day ahead'],
      ] as const
      for (const [text, timeZone, expected, what] of instants) {
        it(`shows ${text} in ${timeZone} at ${what}`, () => {
          expect(instantAt(wall(text), timeZone).toISOString()).to.equal(expected)
        })
      }

      it('begins a day once, where midnight comes twice or not at all', () => {
        expect(dayStart(2026, 10, 25, 'Atlantic/Azores').toISOString()).to.equal('2026-10-25T00:00:00.000Z')
        expect(dayStart(2026, 11, 1, 'America/Havana').toISOString()).to.equal('2026-11-01T04:00:00.000Z')
        expect(dayStart(2026, 4, 24, 'Africa/Cairo').toISOString()).to.equal('2026-04-23T22:00:00.000Z')
      })

      it('puts off until the same moment', () => {
        expect(
          readUntil('2026-10-25T02:30', new Date('2026-10-01T00:00:00Z'), 'Europe/Berlin'),
        ).to.deep.equal({
          ok: true,
          until: new Date('2026-10-25T00:30:00Z'),
        })
      })

      it('shows what it shows, also in the hour that comes twice', () => {
        for (const instant of ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z']) {
          expect(new Date(wallOf(new Date(instant), 'Europe/Berlin')).toISOString()).to.equal(
            '2026-10-25T02:30:00.000Z',
          )
        }
      })
    })
  }
})
