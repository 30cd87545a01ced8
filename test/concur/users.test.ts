import { expect } from 'chai'
import nock from 'nock'
import { fetchUser, findUserId, readUser, readUserId } from '../../server/concur/users.ts'
import { CONTEXT, grants, ORIGIN, useClient } from './client-bench.ts'
import { USER_ID } from './report-v4-answers.ts'

const LOGIN = 'robin.example@example.com'

const read = (user: unknown) => readUser(new TextEncoder().encode(JSON.stringify(user)), USER_ID)

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
    expect(kind).to.equal('users')
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

describe('fetchUser', () => {
  const bench = useClient()

  it('asks by id, and gives what is told', async () => {
    grants('t1')
    nock(ORIGIN)
      .get(`/profile/identity/v4/Users/${USER_ID}`)
      .matchHeader('accept', 'application/json')
      .reply(200, { id: USER_ID.toUpperCase(), userName: LOGIN, displayName: 'Robin Example' })

    expect(await fetchUser(bench.client, USER_ID, CONTEXT)).to.deep.equal({
      name: 'Robin Example',
      loginId: LOGIN,
    })
  })

  it('says that Concur knows nobody by that id', async () => {
    grants('t1')
    nock(ORIGIN).get(/Users/).reply(404)

    expect(await bench.failure(() => fetchUser(bench.client, USER_ID, CONTEXT))).to.include({
      trouble: 'not found',
    })
  })
})

describe('readUser', () => {
  for (const [title, user, name] of [
    [
      'both names, as v1.1 writes them',
      { name: { familyName: 'Doe', givenName: 'Jo' }, displayName: 'x' },
      'Doe, Jo',
    ],
    ['what is shown, where one is missing', { name: { givenName: 'Jo' }, displayName: 'Jo D.' }, 'Jo D.'],
    ['the one that there is', { name: { familyName: 'Doe' } }, 'Doe'],
    ['none', { name: null, displayName: ' ' }, undefined],
  ] as const)
    it(`gives ${title}`, () => {
      const reading = read({ id: USER_ID, ...user })

      expect(reading.ok && reading.value.name).to.equal(name)
    })

  for (const body of [{}, { id: 'other' }, [], null, 'text', { userName: LOGIN }])
    it(`refuses ${JSON.stringify(body)}, which is not about that user`, () => {
      expect(read(body).ok).to.equal(false)
    })

  it('takes no member of another kind for a text', () => {
    const reading = read({ id: USER_ID, userName: {}, name: 'Robin', emails: 'x', displayName: ['y'] })

    expect(reading).to.deep.equal({ ok: true, value: {} })
  })
})
