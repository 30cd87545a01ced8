import { expect } from 'chai'
import { sql } from 'kysely'
import type { TrailAct, TrailProblem } from '../../../server/record/trail.ts'
import type { Database } from '../../../server/store/database.ts'
import { createTrail } from '../../../server/store/people/trail.ts'
import { rowHash } from '../../../server/store/people/trail-hash.ts'
import { forEachEngine } from '../../support/engines.ts'
import { at } from '../notifications.ts'
import { rejectionOf } from '../rejection.ts'

function act(changes: Partial<TrailAct> = {}): TrailAct {
  return {
    at: at(0),
    who: { login: 'robin', viaLogin: 'root' },
    act: 'review approve',
    subject: 'review 12',
    outcome: 'done',
    ...changes,
  }
}

/** Four rows, the third refused and about a person. */
async function filled(db: Database) {
  const trail = createTrail(db)
  await trail.append(act())
  await trail.append(act({ at: at(1), who: { login: 'sam' }, detail: 'verdict all=exception' }))
  await trail.append(
    act({ at: at(2), act: 'people change', subject: 'person 7', whom: 'sam', outcome: 'refused' }),
  )
  await trail.append(act({ at: at(3), subject: 'review 13' }))
  return trail
}

/** What somebody does who can write into the database, and what is found. */
const TAMPERED: readonly (readonly [string, (db: Database) => Promise<unknown>, readonly TrailProblem[]])[] =
  [
    ...(
      [
        ['at', sql`at + 1`],
        ['act', sql`'review send-back'`],
        ['subject', sql`'review 99'`],
        ['outcome', sql`'done'`],
        ['detail', sql`'no detail was there'`],
        ['who_hash', sql`'aa'`],
        ['via_hash', sql`'aa'`],
        ['whom_hash', sql`'aa'`],
      ] as const
    ).map(
      ([column, value]) =>
        [
          `another ${column}`,
          (db: Database) => sql`update trail set ${sql.ref(column)} = ${value} where id = 3`.execute(db),
          [
            { number: 3, kind: 'changed' },
            ...(column.endsWith('_hash') ? [{ number: 3, kind: 'name changed' } as const] : []),
          ],
        ] as const,
    ),
    [
      'a row that is gone',
      (db) => sql`delete from trail where id = 2`.execute(db),
      [{ number: 2, kind: 'missing' }],
    ],
    [
      'the first row that is gone',
      (db) => sql`delete from trail where id = 1`.execute(db),
      [{ number: 1, kind: 'missing' }],
    ],
    [
      'a row that is gone, and those behind it moved up',
      async (db) => {
        await sql`delete from trail where id = 2`.execute(db)
        await sql`update trail set id = 2 where id = 3`.execute(db)
        await sql`update trail set id = 3 where id = 4`.execute(db)
      },
      [
        { number: 2, kind: 'changed' },
        { number: 2, kind: 'name changed' },
        { number: 3, kind: 'changed' },
        { number: 3, kind: 'name changed' },
      ],
    ],
    [
      'two rows that changed places',
      async (db) => {
        for (const [from, to] of [
          [2, 99],
          [3, 2],
          [99, 3],
        ] as const) {
          await sql`update trail set id = ${to} where id = ${from}`.execute(db)
          await sql`update trail_name set trail_id = ${to} where trail_id = ${from}`.execute(db)
        }
      },
      [
        { number: 2, kind: 'changed' },
        { number: 3, kind: 'changed' },
        { number: 4, kind: 'unlinked' },
      ],
    ],
    [
      'a row that was written anew with its hash',
      async (db) => {
        const row = await db.selectFrom('trail').selectAll().where('id', '=', 2).executeTakeFirstOrThrow()
        const other = { ...row, subject: 'review 99' }
        await db
          .updateTable('trail')
          .set({ subject: other.subject, hash: rowHash(other) })
          .where('id', '=', 2)
          .execute()
      },
      [{ number: 3, kind: 'unlinked' }],
    ],
    [
      'another name',
      (db) => sql`update trail_name set name = 'mallory' where trail_id = 2`.execute(db),
      [{ number: 2, kind: 'name changed' }],
    ],
    [
      'a name that is gone and was not erased',
      (db) => sql`delete from trail_name where trail_id = 1 and part = 'via'`.execute(db),
      [{ number: 1, kind: 'name changed' }],
    ],
    [
      'a name that was not there',
      (db) =>
        sql`insert into trail_name (trail_id, part, name, salt) values (2, 'whom', 'mallory', 'x')`.execute(
          db,
        ),
      [{ number: 2, kind: 'name changed' }],
    ],
  ]

describe('the trail', () => {
  forEachEngine((engine) => {
    it('lists what was done and refused, newest first', async () => {
      const trail = await filled(await engine.open())

      expect(await trail.list({ limit: 2 })).to.deep.equal([
        {
          number: 4,
          at: at(3),
          who: 'robin',
          via: 'root',
          act: 'review approve',
          subject: 'review 13',
          whom: null,
          outcome: 'done',
          detail: null,
        },
        {
          number: 3,
          at: at(2),
          who: 'robin',
          via: 'root',
          act: 'people change',
          subject: 'person 7',
          whom: 'sam',
          outcome: 'refused',
          detail: null,
        },
      ])
    })

    it('lists what a person did, typed, or what was done to them, and what is since a time', async () => {
      const trail = await filled(await engine.open())
      const numbers = async (which: { person?: string; since?: Date }) =>
        (await trail.list({ ...which, limit: 50 })).map(({ number }) => number)

      expect(await numbers({ person: 'Robin' })).to.deep.equal([4, 3, 1])
      expect(await numbers({ person: 'root' })).to.deep.equal([4, 3, 1])
      expect(await numbers({ person: 'sam' })).to.deep.equal([3, 2])
      expect(await numbers({ since: at(2) })).to.deep.equal([4, 3])
      expect(await numbers({ person: 'sam', since: at(2) })).to.deep.equal([3])
      expect(await numbers({ person: 'nobody' })).to.deep.equal([])
    })

    it('verifies what it wrote, from no row at all to more than are read at once', async () => {
      const db = await engine.open()
      const trail = createTrail(db)
      expect(await trail.verify(await trail.head())).to.deep.equal({
        rows: 0,
        head: { number: 0, hash: '0'.repeat(64) },
        erasedNames: 0,
        problems: [],
      })

      await db.transaction().execute(async (trx) => {
        for (let count = 0; count < 501; count += 1) await createTrail(trx).append(act())
      })
      const head = await trail.head()
      expect(head.number).to.equal(501)
      expect(await trail.verify(head)).to.deep.equal({ rows: 501, head, erasedNames: 0, problems: [] })
    })

    it('verifies texts that no database keeps as they are', async () => {
      const trail = createTrail(await engine.open())
      await trail.append(act({ who: { login: 'a\0b' }, detail: 'half a \uD83E character, and \0' }))

      expect((await trail.verify()).problems).to.deep.equal([])
      const [entry] = await trail.list({ limit: 1 })
      expect(entry).to.include({ who: 'a\u{FFFD}b', detail: 'half a \u{FFFD} character, and \u{FFFD}' })
    })

    for (const [title, tamper, problems] of TAMPERED) {
      it(`finds ${title}`, async () => {
        const db = await engine.open()
        const trail = await filled(db)
        await tamper(db)

        expect((await trail.verify()).problems).to.deep.equal(problems)
      })
    }

    it('finds a tail that was cut off, if its last row is known, and only then', async () => {
      const db = await engine.open()
      const trail = await filled(db)
      const head = await trail.head()
      await sql`delete from trail where id > 2`.execute(db)

      expect((await trail.verify()).problems).to.deep.equal([])
      expect((await trail.verify(head)).problems).to.deep.equal([{ number: 3, kind: 'cut' }])
    })

    it('finds a tail that was cut off and written anew', async () => {
      const db = await engine.open()
      const trail = await filled(db)
      const head = await trail.head()
      await sql`delete from trail_name where trail_id > 2`.execute(db)
      await sql`delete from trail where id > 2`.execute(db)
      await trail.append(act())
      await trail.append(act())

      expect((await trail.verify()).problems).to.deep.equal([])
      expect((await trail.verify(head)).problems).to.deep.equal([{ number: 4, kind: 'not as known' }])
    })

    it('is the same chain after a person was erased, whose name cannot be found by trying', async () => {
      const db = await engine.open()
      const trail = await filled(db)
      const head = await trail.head()

      expect(await trail.erase('Sam', 'person-1')).to.equal(2)

      expect(await trail.verify(head)).to.deep.equal({ rows: 4, head, erasedNames: 2, problems: [] })
      const { rows } = await sql`select name, salt from trail_name where name = 'person-1'`.execute(db)
      expect(rows).to.deep.equal([
        { name: 'person-1', salt: null },
        { name: 'person-1', salt: null },
      ])
      expect(
        (await trail.list({ person: 'person-1', limit: 9 })).map(({ who, whom }) => [who, whom]),
      ).to.deep.equal([
        ['robin', 'person-1'],
        ['person-1', null],
      ])
      expect(await trail.list({ person: 'sam', limit: 9 })).to.deep.equal([])
    })

    it('has one chain without a gap, however many processes append at once', async () => {
      const trails = [
        createTrail(await engine.open()),
        createTrail(await engine.open()),
        createTrail(await engine.open()),
      ]
      await Promise.all(
        trails.flatMap((trail, process) =>
          Array.from({ length: 15 }, (_, count) =>
            trail.append(act({ subject: `review ${process}.${count}` })),
          ),
        ),
      )

      const [trail] = trails
      const check = await trail?.verify()
      expect(check?.problems).to.deep.equal([])
      expect(check?.rows).to.equal(45)
      expect(new Set((await trail?.list({ limit: 50 }))?.map(({ subject }) => subject)).size).to.equal(45)
    })

    it('keeps nothing of a transaction that fails, and leaves no gap', async () => {
      const db = await engine.open()
      const trail = await filled(db)
      const failed = db.transaction().execute(async (trx) => {
        await createTrail(trx).append(act())
        throw new Error('what it tells of was not done')
      })
      expect(await rejectionOf(failed)).to.have.property('message', 'what it tells of was not done')

      expect(await trail.append(act())).to.equal(5)
      expect((await trail.verify()).problems).to.deep.equal([])
    })
  })
})
