import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { commandLine } from '../../server/commands/command-line.ts'
import { CommandFailure } from '../../server/commands/context.ts'
import { readNewSecret } from '../../server/commands/read-secret.ts'
import { createPeople } from '../../server/store/people/people.ts'
import { createSessions } from '../../server/store/people/sessions.ts'
import { createTrail } from '../../server/store/people/trail.ts'
import { useDatabases } from '../store/databases.ts'
import { rejectionOf } from '../store/rejection.ts'
import { commandContext } from './command-context.ts'

const ADD_ADA = ['people', 'add', 'Ada', '--name', 'Ada Admin', '--role', 'admin']
const AS_ADA = ['--as', 'ada']
const ADD_ROBIN = [
  'people',
  'add',
  'robin',
  '--name=Robin Reviewer',
  '--role=reviewer',
  '--email=robin@example.com',
  '--employee-id=E1',
  '--scope={ orgUnit1: [Sales], currency: EUR }',
  '--max=EUR=500',
  '--max=CHF=499.50',
  ...AS_ADA,
]
const ROBIN = {
  id: 2,
  login: 'robin',
  name: 'Robin Reviewer',
  email: 'robin@example.com',
  employeeId: 'E1',
  role: 'reviewer',
  scope: '{"orgUnit1":["Sales"],"currency":"EUR"}',
  maxAmounts: { EUR: '500', CHF: '499.50' },
  hasPassword: false,
}

describe('the commands of people, keys and the trail', () => {
  const databases = useDatabases()

  /** Runs one, as from a shell. @returns What it printed. */
  async function run(words: readonly string[], secret?: string): Promise<string> {
    const context = commandContext({ DATABASE_URL: `sqlite:${databases.path()}` }, undefined, secret)
    await commandLine(context).parseAsync(words, { from: 'user' })
    return context.printed()
  }

  /** The same with `--json`, without the times, which are those of the test. */
  async function json(words: readonly string[]): Promise<unknown> {
    const printed = await run([...words, '--json'])
    return JSON.parse(printed, (key, value: unknown) =>
      key === 'createdAt' || key === 'at' ? undefined : value,
    )
  }

  async function filled() {
    const db = await databases.open()
    await run(ADD_ADA)
    await run(ADD_ROBIN)
    return db
  }

  it('add somebody with scope and limits', async () => {
    await databases.open()
    expect(await run(ADD_ADA)).to.equal('ada is added with the role admin')
    expect(await json(ADD_ROBIN)).to.deep.equal(ROBIN)

    expect(await json(['people', 'list'])).to.deep.equal([
      { id: 1, login: 'ada', name: 'Ada Admin', role: 'admin', hasPassword: false },
      ROBIN,
    ])
    expect(await run(['people', 'list'])).to.include('500 EUR, 499.50 CHF')
  })

  it('change what is named, and take away what is denied', async () => {
    await filled()
    const change = ['people', 'change', 'robin', ...AS_ADA]
    expect(await json([...change, '--max', 'EUR=1000', '--no-email', '--no-scope'])).to.deep.equal({
      id: 2,
      login: 'robin',
      name: 'Robin Reviewer',
      employeeId: 'E1',
      role: 'reviewer',
      maxAmounts: { EUR: '1000' },
      hasPassword: false,
    })
    expect(await run(['people', 'remove', 'robin', ...AS_ADA])).to.equal('robin is removed')
    expect(await run(['people', 'list'])).not.to.include('robin')
  })

  it('refuse with the reason', async () => {
    const db = await filled()
    const failures: readonly (readonly [readonly string[], string, number])[] = [
      [
        ['people', 'change', 'ada', '--role', 'controller', ...AS_ADA],
        'nobody changes their own role, scope or limit: another admin does',
        1,
      ],
      [
        ['people', 'remove', 'robin'],
        'whoever acts is nobody that is known here (root, who typed this; --as names somebody else)',
        1,
      ],
      [['people', 'change', 'robin', ...AS_ADA], 'say what is to be changed, such as --role or --max', 2],
      [
        ['people', 'add', 'sam', '--role', 'reviewer', '--email', 'sam', ...AS_ADA],
        'name: expected a name\nemail: expected an address such as ann@example.com',
        2,
      ],
      [
        ['people', 'change', 'robin', '--scope', '{ currency: [] }', ...AS_ADA],
        '--scope: currency: expected a value or a list of values, such as [EUR, CHF]',
        2,
      ],
      [
        ['api-keys', 'create', 'mine', '--role', 'controller', '--as', 'robin'],
        'the role reviewer does not do this: an admin does',
        1,
      ],
      [['api-keys', 'revoke', '7', ...AS_ADA], 'there is no key 7, or it is revoked already', 1],
    ]
    for (const [words, message, exitCode] of failures) {
      const failure = await rejectionOf(run(words))
      expect(failure).to.be.instanceOf(CommandFailure)
      expect(failure).to.include({ message, exitCode })
    }
    expect(await createPeople(db).find('robin')).to.deep.include(ROBIN)
  })

  it('set a password that is not on the command line', async () => {
    const db = await filled()
    expect(await run(['people', 'password', 'robin', ...AS_ADA], 'correct horse battery')).to.equal(
      'robin has a new password',
    )
    expect(await createPeople(db).isPassword('robin', 'correct horse battery')).to.equal(true)
    expect(await rejectionOf(run(['people', 'password', 'robin', ...AS_ADA], 'short'))).to.have.property(
      'message',
      'password: expected at least 12 characters',
    )
  })

  it('read a password as the first line of what comes in', async () => {
    const input = new PassThrough()
    input.end('correct horse battery\nand more\n')
    const shown = new PassThrough()
    expect(await readNewSecret('password', input, shown)).to.equal('correct horse battery')
    shown.end()
    expect(await text(shown)).to.equal('')
  })

  for (const [title, second, expected] of [
    ['take a password that is typed twice', 'correct horse battery', 'correct horse battery'],
    [
      'refuse one that is typed in two ways',
      'correct horse batterie',
      'the two are not the same: the password stays as it was',
    ],
  ] as const) {
    it(`${title}, and show nothing of it`, async () => {
      const [input, shown] = [Object.assign(new PassThrough(), { isTTY: true }), new PassThrough()]
      let asked = ''
      shown.on('data', (chunk: Buffer) => {
        asked += chunk.toString()
        if (asked === 'password: ') input.write('correct horse battery\r')
        if (asked.endsWith('once more: ')) input.write(`${second}\r`)
      })
      const read = await readNewSecret('password', input, shown).catch((error: unknown) => error)

      expect(read instanceof Error ? read.message : read).to.equal(expected)
      expect(asked).to.equal('password: \npassword once more: \n')
    })
  }

  it('make a key that is shown once, list it without, and end it', async () => {
    await filled()
    const create = ['api-keys', 'create', 'ERP export', '--role', 'viewer', ...AS_ADA]
    expect(await run(create)).to.match(
      /^Key 1 for ERP export, with the role viewer\. Keep it now, it is not shown again:\n\n[\w-]{43}$/,
    )
    expect(await json(create)).to.have.keys('id', 'name', 'role', 'revokedAt', 'secret')
    const line = { name: 'ERP export', role: 'viewer', revokedAt: null }
    expect(await json(['api-keys', 'list'])).to.deep.equal([
      { id: 1, ...line },
      { id: 2, ...line },
    ])
    expect(await run(['api-keys', 'revoke', '1', ...AS_ADA])).to.equal('Key 1 is revoked')
  })

  it('list the trail with whoever typed it and for whom', async () => {
    await filled()
    await rejectionOf(run(['people', 'remove', 'ada', '--as', 'robin']))

    expect(await json(['trail', 'list', '--person', 'robin'])).to.deep.equal([
      {
        number: 3,
        who: 'robin',
        via: 'root',
        act: 'people remove',
        subject: 'person 1',
        whom: 'ada',
        outcome: 'refused',
        detail: 'the role reviewer does not do this: an admin does',
      },
      {
        number: 2,
        who: 'ada',
        via: 'root',
        act: 'people add',
        subject: 'person 2',
        whom: 'robin',
        outcome: 'done',
        detail: 'role reviewer, scope {"orgUnit1":["Sales"],"currency":"EUR"}, up to 500 EUR, 499.50 CHF',
      },
    ])
    expect(await json(['trail', 'list', '--since', '2099-01-01'])).to.deep.equal([])
    expect(await run(['trail', 'list', '--limit', '1']))
      .to.include('people remove')
      .and.not.include('people add')
  })

  it('make an admin one for emergencies, and show in red where that got in', async () => {
    const db = await databases.open()
    await run([...ADD_ADA, '--emergency'])
    const ada = await createPeople(db).find('ada')
    if (ada === undefined) throw new Error('ada is not there')
    await createSessions(db, { idleMs: 1000, absoluteMs: 1000 }).begin(ada, 'emergency', new Date())
    const shown = async (environment: Readonly<Record<string, string>>, columns?: number) => {
      const context = commandContext({ DATABASE_URL: `sqlite:${databases.path()}`, ...environment })
      const seen = { ...context, ...(columns !== undefined && { columns }) }
      await commandLine(seen).parseAsync(['trail', 'list'], { from: 'user' })
      return context.printed()
    }

    expect(await run(['people', 'list'])).to.include('admin, for emergencies')
    expect(await shown({}, 200))
      .to.include('\u{1B}[31memergency sign in\u{1B}[39m')
      .and.not.include('\u{1B}[31mpeople add')
    expect(await shown({ NO_COLOR: '1' }, 200))
      .to.include('emergency sign in')
      .and.not.include('\u{1B}')
    expect(await shown({}))
      .to.include('emergency sign in')
      .and.not.include('\u{1B}')
  })

  it('verify the trail, and say what is wrong', async () => {
    const db = await filled()
    const { number, hash } = await createTrail(db).head()
    expect(await run(['trail', 'verify'])).to.equal(
      `2 rows, 0 names erased; the last is 2:${hash}\nAll are as they were written. Whether later ones were cut off only --known can tell.`,
    )
    expect(await json(['trail', 'verify', '--known', `${number}:${hash}`])).to.deep.equal({
      rows: 2,
      head: { number, hash },
      erasedNames: 0,
      problems: [],
    })
    const failure = await rejectionOf(run(['trail', 'verify', '--known', `5:${hash}`]))
    expect(failure).to.be.instanceOf(CommandFailure)
    expect(failure).to.have.property(
      'message',
      'the trail is not as it was written:\n- row 3 and what followed was cut off',
    )
  })
})
