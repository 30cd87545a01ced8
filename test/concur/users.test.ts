import { expect } from 'chai'
import nock from 'nock'
import { findUserId, readUserId } from '../../server/concur/users.ts'
import { CONTEXT, grants, ORIGIN, useClient } from './client-bench.ts'
import { USER_ID } from './report-v4-answers.ts'

const LOGIN = 'robin.example@example.com'

describe('findUserId', () => {
  const bench = useClient()

  it('asks by login, and gives the id', async () => {
    grants('t1')
    nock(ORIGIN)
      .get('/profile/identity/v4/Users?filter=userName%20eq%20%22robin.example%40example.com%22')
      .matchHeader('accept', 'application/json')
      .reply(200, { totalResults: 1, Resources: [{ id: USER_ID, userName: LOGIN }] })

    expect(await findUserId(bench.client, LOGIN, CONTEXT)).to.equal(USER_ID)
  })

  it('quotes a login that would end the filter', async () => {
    grants('t1')
    const asked: (string | null)[] = []
    nock(ORIGIN)
      .get(/^\/profile\/identity\/v4\/Users\?/)
      .reply(({ url }: Request) => {
        asked.push(new URL(url).searchParams.get('filter'))
        return [200, { totalResults: 0, Resources: [] }]
      })

    expect(await findUserId(bench.client, 'a" or userName pr or "\\&x=1', CONTEXT)).to.equal(undefined)
    expect(asked).to.deep.equal(['userName eq "a\\" or userName pr or \\"\\\\&x=1"'])
  })

  it('leaves the login out of the log', async () => {
    grants('t1')
    nock(ORIGIN).get(/Users/).reply(200, { totalResults: 0 })

    await findUserId(bench.client, LOGIN, CONTEXT)

    expect(JSON.stringify(bench.log.of('concur.call')))
      .to.include('/profile/identity/v4/Users')
      .and.not.include('robin')
  })

  it('names the scopes when it is refused', async () => {
    grants('t1', 't2')
    nock(ORIGIN).get(/Users/).times(2).reply(403)

    const { message, kind } = await bench.failure(() => findUserId(bench.client, LOGIN, CONTEXT))

    expect(message).to.include('user.read').and.include('identity.user.ids.read')
    expect(kind).to.equal('report addresses')
  })
})

describe('readUserId', () => {
  const other = '00000000-0000-4000-8000-000000000002'
  const found: readonly (readonly [string, unknown, string | undefined])[] = [
    ['the user', { Resources: [{ id: USER_ID, userName: LOGIN }] }, USER_ID],
    ['the user in other letters', { Resources: [{ id: USER_ID, userName: LOGIN.toUpperCase() }] }, USER_ID],
    ['the user without a name', { Resources: [{ id: USER_ID }] }, USER_ID],
    ['nobody', { totalResults: 0, Resources: [] }, undefined],
    ['nobody, without a list', { totalResults: 0 }, undefined],
    [
      'the user among others',
      {
        Resources: [
          { id: other, userName: 'sam@example.com' },
          { id: USER_ID, userName: LOGIN },
        ],
      },
      USER_ID,
    ],
    ['two without names', { Resources: [{ id: other }, { id: USER_ID }] }, undefined],
    ['somebody else', { Resources: [{ id: other, userName: 'sam@example.com' }] }, undefined],
    ['an id that is a path', { Resources: [{ id: '../x', userName: LOGIN }] }, undefined],
  ]
  for (const [name, answer, expected] of found) {
    it(`finds ${name}`, () => {
      expect(readUserId(Buffer.from(JSON.stringify(answer)), LOGIN)).to.deep.equal({
        ok: true,
        value: expected,
      })
    })
  }

  for (const body of ['', '<html/>', '{}', '[]']) {
    it(`does not take ${body || 'nothing'} for an answer`, () => {
      expect(readUserId(Buffer.from(body), LOGIN).ok).to.equal(false)
    })
  }
})
