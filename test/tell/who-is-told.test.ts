import { expect } from 'chai'
import type { News } from '../../server/record/news.ts'
import type { PeopleFile, TellRow } from '../../server/tell/people-file.ts'
import { type Audience, whoIsTold } from '../../server/tell/who-is-told.ts'
import { heldNews, heldReview } from './sample-news.ts'

const PEOPLE = new Map([
  ['ada', { login: 'ada', email: 'ada@example.com' }],
  ['bob', { login: 'bob', email: 'bob@example.com', scope: '{"currency":"EUR"}' }],
  ['carla', { login: 'carla' }],
])
const EVERYTHING: Audience = {
  person: (login) => PEOPLE.get(login),
  isInScope: () => true,
  hasMail: true,
}
const about = { id: 'x', at: '2026-11-29T09:05:00.000Z', review: heldReview() }

describe('who is told', () => {
  it('is who asks for that kind of news', () => {
    const file = fileOf([
      row({ recipient: { kind: 'person', login: 'ada' }, news: new Set(['held']) }),
      row({
        recipient: { kind: 'address', way: 'teams', name: 'finance' },
        language: 'de',
        news: new Set(['held']),
      }),
      row({ recipient: { kind: 'address', way: 'slack', name: 'it' }, news: new Set(['alert']) }),
    ])

    expect(whoIsTold(heldNews(), file, EVERYTHING)).to.deep.equal([
      { way: 'mail', name: 'ada@example.com', language: 'en' },
      { way: 'teams', name: 'finance', language: 'de' },
    ])
  })

  it('is told once, in the language of the first row, though several rows lead there', () => {
    const ada = row({ recipient: { kind: 'person', login: 'ada' }, news: new Set(['held']) })
    const file = fileOf([
      ada,
      { ...ada, scope: '{"currency":"USD"}', language: 'de' },
      { ...ada, recipient: { kind: 'address', way: 'mail', name: 'ada@example.com' } },
    ])

    expect(whoIsTold(heldNews(), file, EVERYTHING)).to.deep.equal([
      { way: 'mail', name: 'ada@example.com', language: 'en' },
    ])
  })

  it('is told of reports of the row, and of those that the person may see', () => {
    const file = fileOf([
      row({ recipient: { kind: 'address', way: 'teams', name: 'a' }, news: new Set(['held']), scope: 'IN' }),
      row({ recipient: { kind: 'address', way: 'teams', name: 'b' }, news: new Set(['held']), scope: 'OUT' }),
      row({ recipient: { kind: 'person', login: 'bob' }, news: new Set(['held']) }),
    ])
    const within = { ...EVERYTHING, isInScope: (scope: string) => scope === 'IN' }

    expect(whoIsTold(heldNews(), file, within).map(({ name }) => name)).to.deep.equal(['a'])
  })

  it('is told after so many working days as the row says, and not after others', () => {
    const file = fileOf([
      row({ recipient: { kind: 'address', way: 'mail', name: 'boss@example.com' }, stillHeldAfter: 3 }),
    ])

    expect(whoIsTold({ kind: 'still held', ...about, workingDays: 3 }, file, EVERYTHING)).to.have.lengthOf(1)
    expect(whoIsTold({ kind: 'still held', ...about, workingDays: 2 }, file, EVERYTHING)).to.deep.equal([])
  })

  it('is by mail whom it concerns, without a row and in the language of their row', () => {
    const file = fileOf([row({ recipient: { kind: 'person', login: 'bob' }, language: 'de', digestHour: 7 })])
    const concerned: (readonly [News, string])[] = [
      [{ kind: 'asked', ...about, by: 'ada', of: 'bob', question: '?' }, 'bob'],
      [{ kind: 'answered', ...about, by: 'bob', of: 'ada', answer: '!' }, 'ada'],
      [{ kind: 'returned', ...about, by: 'ada' }, 'ada'],
      [{ kind: 'returned', ...about, review: heldReview({ assignee: 'bob' }), by: 'ada' }, 'bob'],
      [
        {
          kind: 'not carried out',
          ...about,
          by: 'bob',
          action: 'approve',
          cause: 'refused',
          reason: 'no',
        },
        'bob',
      ],
    ]

    const bulk = { bulkId: 3, action: 'approve', count: 2, sums: [] } as const
    concerned.push(
      [{ kind: 'to confirm', ...about, bulk, by: 'ada', of: ['bob'] }, 'bob'],
      [{ kind: 'rejected', ...about, bulk, by: 'bob', of: 'ada' }, 'ada'],
    )
    for (const [news, login] of concerned) {
      expect(whoIsTold(news, file, EVERYTHING), news.kind).to.deep.equal([
        { way: 'mail', name: `${login}@example.com`, language: login === 'bob' ? 'de' : 'en' },
      ])
    }
  })

  it('is nobody without an e-mail address, who is not known, or where no mails are sent', () => {
    expect(whoIsTold(asked('carla'), fileOf([]), EVERYTHING)).to.deep.equal([])
    expect(whoIsTold(asked('nobody'), fileOf([]), EVERYTHING)).to.deep.equal([])
    expect(whoIsTold(asked('bob'), fileOf([]), { ...EVERYTHING, hasMail: false })).to.deep.equal([])
  })
})

function fileOf(rows: readonly TellRow[]): PeopleFile {
  return { language: 'en', holidays: new Set(), rows }
}

function row(given: Pick<TellRow, 'recipient'> & Partial<TellRow>): TellRow {
  return { language: 'en', news: new Set(), ...given }
}

function asked(of: string): News {
  return { kind: 'asked', ...about, by: 'ada', of, question: '?' }
}
