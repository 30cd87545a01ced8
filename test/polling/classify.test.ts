import { expect } from 'chai'
import { fixture } from './fixture.ts'
import { createLedger, poll, readUpTo, resourceOf } from './polls.ts'

interface Case {
  readonly name: string
  readonly record: {
    readonly created: string | null
    readonly updated: string | null
    readonly alreadySent?: boolean
    readonly idSeenBefore?: boolean
  }
  readonly config: Readonly<Record<string, unknown>>
  readonly recommended: string
}

const { lastPoll, pollStart, cases }: { lastPoll: string; pollStart: string; cases: readonly Case[] } =
  Object(fixture('classification-cases.json'))
const DATES = {
  updatedDateField: 'updated',
  updatedDateFormat: "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
  createdDateField: 'created',
  createdDateFormat: "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
}

/** What becomes of one record in one poll. */
async function outcomeOf({ record, config }: Case, changes: object = {}): Promise<string | undefined> {
  const { created, updated, alreadySent, idSeenBefore } = record
  const resource = resourceOf('concur', 'reports', {
    datesConfiguration: DATES,
    pollDelay: 0,
    ...config,
    ...changes,
  })
  const pages = [JSON.stringify([{ ID: 'A', created, updated }])]
  const ledger = createLedger()
  const state = readUpTo(lastPoll)
  if (alreadySent === true) ledger.learn(await poll({ resource, pages, state, ledger, at: pollStart }))
  if (idSeenBefore === true) {
    const earlier = [JSON.stringify([{ ID: 'A', created, updated: created }])]
    ledger.learn(await poll({ resource, pages: earlier, state, ledger, at: pollStart }))
  }
  const outcome = await poll({ resource, pages, state, ledger, at: pollStart })
  return outcome.changes[0]?.type
}

describe('what a record is', () => {
  for (const each of cases) {
    const [expected] = /^[A-Z]{2,}|^ignored/.exec(each.recommended) ?? []
    it(`${each.name}: ${each.recommended}`, async () => {
      expect((await outcomeOf(each)) ?? 'ignored').to.equal(expected)
    })
  }

  it('is CREATED though it was edited before it was seen, if that is wished for', async () => {
    const edited = cases.find(({ name }) => name === 'created and edited between two polls')
    if (edited === undefined) throw new Error('the case is missing')

    expect(await outcomeOf(edited, { firstSeenIsCreated: true })).to.equal('CREATED')
  })

  it('is never CREATED twice, and UPDATED when only its date of creation is missing', async () => {
    const base = { name: '', config: { firstSeenIsCreated: true }, recommended: '' }
    const [created, updated] = ['2024-03-05T10:03:00Z', '2024-03-05T10:03:01Z']

    expect(await outcomeOf({ ...base, record: { created, updated, idSeenBefore: true } })).to.equal('UPDATED')
    expect(await outcomeOf({ ...base, record: { created: null, updated } })).to.equal('UPDATED')
    expect(await outcomeOf({ ...base, record: { created, updated: null } })).to.equal('CREATED')
  })
})
