import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect } from 'chai'

/** From the ground up: a file imports from its own room and from rooms of lower floors. */
const FLOORS: readonly (readonly string[])[] = [
  ['server/without-secrets.ts'],
  // `timers` is this low because certificates are watched from `certs`.
  [
    'server/log.ts',
    'server/connector-error.ts',
    'server/with-timeout.ts',
    'server/timers',
    'server/report',
    'server/xml',
  ],
  ['server/request', 'server/notification', 'server/record', 'server/personal-data', 'config', 'certs'],
  ['server/policy', 'server/concur', 'server/store', 'server/listeners'],
  ['server/jobs', 'server/policy-file', 'server/evidence'],
  ['server/delivery'],
  ['server/review', 'server/doors', 'server/polling', 'server/subscriptions'],
  ['server/simulator', 'server/metrics', 'server/alerts', 'server/tell', 'server/console'],
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

/**
 * Rooms that compute and do nothing else: no file, no network, no clock, no chance. What they import has to be as
 * pure.
 */
const PURE = new Set([
  'server/policy',
  'server/personal-data',
  'server/record',
  'server/report',
  'server/request',
  'server/notification',
  'server/xml',
])
/** What a pure room may use from outside. */
const PURE_PACKAGES = new Set([
  '@date-fns/tz',
  '@marcbachmann/cel-js',
  'big.js',
  'csv-parse/sync',
  'node:crypto',
  'node:util',
  'node:zlib',
  're2js',
  'saxes',
  'yaml',
  'zod',
])
const CLOCK_OR_CHANCE =
  /\bnew Date\(\)|\bDate\.now\b|\bperformance\.now\b|\bMath\.random\b|\bset(?:Timeout|Interval)\b/

/** Where the process itself may be asked, told or ended. */
const OWNERS_OF_THE_PROCESS = ['server/main.ts', 'server/commands/']

/** Functions of more than 100 lines. The list may only shrink. */
const LONG: readonly string[] = ['server/store/migrations.ts createTables']
const LONGEST = 100

/** Where rows live: what leaves it is declared in `server/record`, or in camelCase beside its SQL. */
const STORE = 'server/store/'
/** Where its tables are declared. */
const SCHEMA = /^server\/store\/(?:schema|[a-z-]+\/tables)\.ts$/

/** Words of OAuth, of vendors and of the callbacks' format that are names of columns by chance. */
const WORDS_OF_OTHERS: readonly string[] = [
  'server/commands/demo-polling.ts refresh_token',
  'server/concur/token-source.ts refresh_token',
  'server/polling/callback-body.ts instance_id',
  'server/polling/vendor-tokens.ts refresh_token',
  'server/polling/vendors/concur.ts refresh_token',
  'server/polling/vendors/sage.ts created_at',
  'server/polling/vendors/sage.ts refresh_token',
  'server/polling/vendors/sage.ts updated_at',
  'server/simulator/http/tokens.ts refresh_token',
  'server/simulator/vendors/sage-list.ts created_at',
  'server/simulator/vendors/sage-list.ts updated_at',
  'server/simulator/vendors/vendor-tokens.ts refresh_token',
]

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
  const rooms = FLOORS.flat()
  return rooms.find((room) => file === room) ?? rooms.find((room) => file.startsWith(`${room}/`))
}

function floorOf(file: string): number {
  const room = roomOf(file) ?? ''
  return FLOORS.findIndex((rooms) => rooms.includes(room))
}

/** Those files and what they import, and so on. */
function withImports(files: readonly string[]): ReadonlySet<string> {
  const reached = new Set(files)
  // A set that grows while it is walked is walked to its end.
  for (const file of reached) {
    for (const { from, to } of OWN) if (from === file) reached.add(to)
  }
  return reached
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

const DECLARED = [...TEXTS].flatMap(([file, text]) => (SCHEMA.test(file) ? text : [])).join('\n')

/** Names of columns that cannot be taken for anything else, such as `finished_at`. */
const COLUMNS = new Set(
  Array.from(DECLARED.matchAll(/^ {2}([a-z]+(?:_[a-z]+)+): /gm), ([, column = '']) => column),
)
const TABLES = Array.from(DECLARED.matchAll(/^export interface (\w+Table) /gm), ([, table = '']) => table)
/** A type that is made of rows. */
const ROW_TYPE = new RegExp(String.raw`\b(?:Selectable|Insertable|Updateable|${TABLES.join('|')})\b`, 'g')
const QUERY = /\.(?:selectFrom|insertInto|updateTable|deleteFrom)\(/

/** The columns that a text knows, each once. */
function columnsIn(text: string): readonly string[] {
  const words = Array.from(text.matchAll(/[a-z]+(?:_[a-z]+)+/g), ([word]) => word)
  return [...new Set(words)].filter((word) => COLUMNS.has(word)).toSorted()
}

/** The exported types of a file, and the heads of those of its functions that others import. */
function exportsOf(text: string, imported: ReadonlySet<string>): readonly string[] {
  const found = text.matchAll(
    /^export (?:interface .*? \{$.*?^\}$|type .*?\n\n|(?:async )?function\*? (\w+).*?\)(?:: [^\n]*)? \{$)/gms,
  )
  return Array.from(found).flatMap(([declaration, name]) =>
    name === undefined || imported.has(name) ? [declaration] : [],
  )
}

/** What of rows a file of the store shows to others: columns, types of rows, or a result whose type nobody wrote down. */
function rowsShown(text: string, imported: ReadonlySet<string>): readonly string[] {
  return exportsOf(text, imported).flatMap((declaration) => [
    ...columnsIn(declaration),
    ...(declaration.match(ROW_TYPE) ?? []),
    ...(declaration.endsWith(') {') ? [declaration] : []),
  ])
}

/** What is imported from the store, by file. */
function importedFromStore(): ReadonlyMap<string, ReadonlySet<string>> {
  const imported = new Map<string, Set<string>>()
  for (const file of FILES.filter((each) => !each.startsWith(STORE))) {
    const found = (TEXTS.get(file) ?? '').matchAll(/^import (?:type )?\{([^}]*)\} from '(\.[^']+)'/gm)
    for (const [, names = '', path = ''] of found) {
      const from = normalize(join(dirname(file), path))
      if (!from.startsWith(STORE)) continue
      const known = imported.get(from) ?? new Set()
      for (const name of names.matchAll(/(?:type )?(\w+)(?: as \w+)?/g)) known.add(name[1] ?? '')
      imported.set(from, known)
    }
  }
  return imported
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

  it('has pure rooms, down to the last file that they import', () => {
    const pure = withImports(FILES.filter((file) => PURE.has(roomOf(file) ?? '')))
    const wrong = IMPORTS.filter(({ from, to }) => pure.has(from) && !TEXTS.has(to) && !PURE_PACKAGES.has(to))
    expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).to.deep.equal([])
    expect([...pure].filter((file) => CLOCK_OR_CHANCE.test(TEXTS.get(file) ?? ''))).to.deep.equal([])
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

  it('lets no row leave the store', () => {
    const others = FILES.filter((file) => !file.startsWith(STORE))
    const imported = importedFromStore()

    expect([...imported.keys()]).to.include('server/store/operators/overview.ts')
    expect([...imported.keys()].filter((file) => SCHEMA.test(file))).to.deep.equal([])
    expect(others.filter((file) => QUERY.test(TEXTS.get(file) ?? ''))).to.deep.equal([])
    const known = others.flatMap((file) => columnsIn(TEXTS.get(file) ?? '').map((word) => `${file} ${word}`))
    expect(known.toSorted()).to.deep.equal(WORDS_OF_OTHERS)
    const shown = Array.from(imported, ([file, names]) =>
      rowsShown(TEXTS.get(file) ?? '', names).map((what) => `${file} ${what}`),
    )
    expect(shown.flat()).to.deep.equal([])
  })

  it('knows a row when it sees one', () => {
    expect(COLUMNS.size).to.be.greaterThan(50)
    expect(TABLES).to.include('ReviewTable').and.have.lengthOf(39)
    expect(columnsIn('time(review.finished_at), row["report_id"], { event_id }, isDone')).to.deep.equal([
      'event_id',
      'finished_at',
      'report_id',
    ])
    const names = new Set(['imported'])
    expect(rowsShown('export interface Line {\n  readonly report_id: string\n}\n', names)).to.deep.equal([
      'report_id',
    ])
    expect(rowsShown('export type Line = Omit<\n  Selectable<ReviewTable>,\n>\n\n', names)).to.deep.equal([
      'Selectable',
      'ReviewTable',
    ])
    expect(rowsShown('export function imported(\n  db: Database,\n) {\n', names)).to.have.lengthOf(1)
    expect(
      rowsShown('export function imported(db: Database): Promise<number> {\n  db.report_id\n', names),
    ).to.deep.equal([])
    expect(rowsShown('export function within(row: ReviewTable): Line {\n', names)).to.deep.equal([])
  })
})
