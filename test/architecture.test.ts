import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect } from 'chai'

/** From the ground up: a file imports from its own room and from rooms of lower floors. */
const FLOORS: readonly (readonly string[])[] = [
  ['server/log.ts', 'server/connector-error.ts', 'server/within.ts', 'server/report', 'server/xml'],
  ['server/request', 'server/notification', 'server/record', 'config', 'certs'],
  ['server/policy', 'server/concur', 'server/store', 'server/listeners'],
  ['server/jobs'],
  ['server/review', 'server/doors', 'server/polling', 'server/subscriptions'],
  ['server/simulator', 'server/metrics', 'server/alerts'],
  ['routes'],
  ['server/connector'],
  ['server/commands'],
  ['server/main.ts'],
]

/** Packages that one place imports. */
const KEEPERS: Readonly<Record<string, string>> = {
  kysely: 'server/store/',
  pg: 'server/store/',
  express: 'routes/',
}

/** Where the process itself may be asked, told or ended. */
const OWNERS_OF_THE_PROCESS = ['server/main.ts', 'server/commands/']

/** Functions of more than 100 lines. The list may only shrink. */
const LONG: readonly string[] = [
  'routes/instances.ts instanceRoutes',
  'server/concur/concur-client.ts createConcurClient',
  'server/connector/connector.ts startConnector',
  'server/polling/manage-instances.ts createInstanceManager',
  'server/polling/poll-resource.ts createPoll',
  'server/review/workers.ts startWorkers',
  'server/store/inbox/inbox.ts createInbox',
  'server/store/migrations.ts createTables',
  'server/store/operators/overview.ts createOverview',
  'server/store/polling/instances.ts createInstances',
  'server/store/polling/polls.ts createPolls',
]
const LONGEST = 100

const ROOT = join(import.meta.dirname, '..')
const FILES = globSync('{server,routes,config,certs}/**/*.ts', { cwd: ROOT }).map((file) => normalize(file))
const TEXTS = new Map(FILES.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]))

interface Import {
  readonly from: string
  /** A file of ours, or the name of a package. */
  readonly to: string
}

const IMPORTS: readonly Import[] = FILES.flatMap((from) =>
  Array.from((TEXTS.get(from) ?? '').matchAll(/(?:from |import\()'([^']+)'/g), ([, to = '']) => ({
    from,
    to: to.startsWith('.') ? normalize(join(dirname(from), to)) : to,
  })),
)
const OWN = IMPORTS.filter(({ to }) => TEXTS.has(to))

function roomOf(file: string): string | undefined {
  return FLOORS.flat().find((room) => file === room || file.startsWith(`${room}/`))
}

function floorOf(file: string): number {
  const room = roomOf(file) ?? ''
  return FLOORS.findIndex((rooms) => rooms.includes(room))
}

/** The files of a circle of imports, in order; those of types count. */
function circle(): readonly string[] {
  const next = Map.groupBy(OWN, ({ from }) => from)
  const ended = new Set<string>()
  const path: string[] = []
  const visit = (file: string): readonly string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (ended.has(file)) return []
    path.push(file)
    for (const { to } of next.get(file) ?? []) {
      const found = visit(to)
      if (found.length > 0) return found
    }
    path.pop()
    ended.add(file)
    return []
  }
  return FILES.map(visit).find((found) => found.length > 0) ?? []
}

/** How a function begins in code that is laid out by `npm run format`, where it ends at a brace under its first letter. */
const FUNCTION = /^( *)(?:export )?(?:async )?(?:function\*? )?(\w+)?.*(?:\)|\w>?|\}|\]|\|) (?:=> )?\{$/
const NO_FUNCTION =
  /^ *(?:\} )?(?:if|else|for|while|switch|try|catch|finally|do|return|interface|class|export (?:interface|class|const \w+ =)|const \w+(?:: [^=]+)? = (?!.*=> \{$)|type|import)\b/

function longFunctions(file: string): readonly string[] {
  const lines = (TEXTS.get(file) ?? '').split('\n')
  return lines.flatMap((line, start) => {
    const [, indent = '', name = ''] = FUNCTION.exec(line) ?? []
    if (name === '' || NO_FUNCTION.test(line)) return []
    const end = lines.findIndex((each, index) => index > start && each.startsWith(`${indent}}`))
    return end - start + 1 > LONGEST ? [`${file} ${name}`] : []
  })
}

describe('the house', () => {
  it('has a room for every file', () => {
    expect(FILES.filter((file) => roomOf(file) === undefined)).to.deep.equal([])
  })

  it('imports down: from lower floors, and never from another room of the same floor', () => {
    const wrong = OWN.filter(({ from, to }) => roomOf(from) !== roomOf(to) && floorOf(to) >= floorOf(from))
    expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).to.deep.equal([])
  })

  it('has no circle of imports, not even of types', () => {
    expect(circle()).to.deep.equal([])
  })

  it('keeps some packages in one place', () => {
    const wrong = IMPORTS.filter(({ from, to }) => {
      const keeper = KEEPERS[to]
      return keeper !== undefined && !from.startsWith(keeper)
    })
    expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).to.deep.equal([])
  })

  it('asks the process itself only where commands are read', () => {
    const wrong = FILES.filter(
      (file) =>
        !OWNERS_OF_THE_PROCESS.some((owner) => file.startsWith(owner)) &&
        /\bprocess\.[a-z]/.test(TEXTS.get(file) ?? ''),
    )
    expect(wrong).to.deep.equal([])
  })

  it('has no long function but those that are known, and knows none that is short', () => {
    expect(FILES.flatMap(longFunctions).toSorted()).to.deep.equal(LONG.toSorted())
  })
})
