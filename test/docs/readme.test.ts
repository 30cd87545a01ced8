import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import type { Command } from 'commander'
import { isSettingName } from '../../config/settings.ts'
import { commandLine } from '../../server/commands/command-line.ts'
import type { CommandContext } from '../../server/commands/context.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'docs/settings.md',
  'docs/policy.md',
  'docs/install.md',
  'docs/troubleshooting.md',
  'docs/migrate-to-ess.md',
  'docs/scaling.md',
  'docs/operate/README.md',
  'docs/polling.md',
  'docs/telling.md',
  'docs/api.md',
]
/** In which words that look like settings or reasons are nothing else. */
const GUIDES = [
  'README.md',
  'CONTRIBUTING.md',
  'docs/install.md',
  'docs/troubleshooting.md',
  'docs/migrate-to-ess.md',
]
const README_LINES = 240
const UNIT = 'docs/operate/concur-connector.service'

describe('the README and the pages for people', () => {
  it('give the newcomer one command to see the demo and one to run the tests', () => {
    const lines = textOf('README.md').split('\n')

    expect(lines).to.include('npm ci && npm run demo')
    expect(lines).to.include('npm ci && npm test')
  })

  it('can be read in one go: the README is short, and what is long has a page', () => {
    expect(textOf('README.md').split('\n').length - 1).to.be.at.most(README_LINES)
  })

  it('name only scripts that package.json has', () => {
    const named = PAGES.flatMap((page) => all(textOf(page), /\bnpm run (?:-s )?([a-z:-]+)/g))
    const { scripts } = packageJson()

    expect(named).to.include.members(['demo', 'connector', 'types', 'format:fix'])
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).to.deep.equal([])
  })

  it('name only settings and reasons that exist', () => {
    const text = GUIDES.map(textOf).join('\n')
    const inProse = all(text, /`([A-Z][A-Z0-9]*_[A-Z0-9_]*[A-Z0-9])(?:=[^`]*)?`/g)
    const inFiles = all(text, /^([A-Z][A-Z0-9_]*)=/gm)
    const named = [...inProse, ...inFiles]

    expect(named).to.include.members(['CONCUR_REFRESH_TOKEN', 'MODE', 'ACTION_REFUSED'])
    expect(named.filter((name) => !isSetting(name) && !isReason(name))).to.deep.equal([])
  })

  it('link only to files and headings that exist', () => {
    const broken = PAGES.flatMap((page) =>
      all(textOf(page), /\]\((?!https?:)([^)\s]+)\)/g).filter((target) => !leadsSomewhere(page, target)),
    )

    expect(broken).to.deep.equal([])
  })

  it('and the service show only commands and options that the program has', () => {
    const lines = [...PAGES, UNIT].flatMap((page) => commandsIn(textOf(page)))

    expect(lines.map(({ command }) => command)).to.include.members([
      'start',
      'check',
      'demo submit',
      'inbox retry',
      'review show',
    ])
    for (const { command, options } of lines) {
      const text = helpOf(command.split(' '))
      expect(text, command).to.include(`Usage: connector ${command} `)
      for (const option of options) expect(text, command).to.match(new RegExp(`${option}\\b`))
    }
  })
})

function textOf(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8').replaceAll('\r\n', '\n')
}

/** What the group of the expression matches, each time. */
function all(text: string, expression: RegExp): string[] {
  return [...text.matchAll(expression)].flatMap(([, group]) => group ?? [])
}

function packageJson(): { readonly scripts: object } {
  const value: unknown = JSON.parse(textOf('package.json'))
  const hasScripts = typeof value === 'object' && value !== null && 'scripts' in value
  const scripts = hasScripts ? value.scripts : undefined
  return { scripts: typeof scripts === 'object' && scripts !== null ? scripts : {} }
}

/** A setting, also as the file that has its value; `CHAOS_SEED` is of the tests alone. */
function isSetting(name: string): boolean {
  return isSettingName(name) || isSettingName(name.replace(/_FILE$/, '')) || name === 'CHAOS_SEED'
}

/** Why a notification waits or is dead. */
function isReason(name: string): boolean {
  const files = [
    'concur/concur-error.ts',
    'review/retry.ts',
    'review/carry-out.ts',
    'review/review-notification.ts',
  ]
  return files.some((file) => textOf(`server/${file}`).includes(`'${name}'`))
}

function leadsSomewhere(page: string, target: string): boolean {
  const [path = '', heading] = target.split('#')
  const file = path === '' ? page : join(dirname(page), path)
  if (!existsSync(join(ROOT, file))) return false
  return (
    heading === undefined || all(textOf(file), /^#+ (.*)$/gm).some((title) => anchorOf(title) === heading)
  )
}

function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-')
}

/** Calls of the program, and bare commands in a table of them: `inbox list --state dead`. */
function commandsIn(text: string): { readonly command: string; readonly options: readonly string[] }[] {
  const calls = all(text, /(?:npm run (?:-s )?connector --|node server\/main\.ts) ([^`\n]+)/g)
  const demoCalls = all(text, /npm run (?:-s )?(demo(?: --[^`\n]*)?)/g).map((call) =>
    call.replace('demo --', 'demo'),
  )
  const bare = all(text, /`((?:check|(?:inbox|review|ess|doors) [a-z]+)(?: [^`]*)?)`/g)
  return [...calls, ...demoCalls, ...bare].map((call) => ({
    command: /^[a-z-]+(?: [a-z]+(?= |$))?/.exec(call)?.[0] ?? call,
    options: all(call, /(--[a-z]+)/g),
  }))
}

/** What the program has under those names, one inside the other. */
function helpOf(words: readonly string[]): string {
  const nobody: CommandContext = {
    environment: {},
    folder: ROOT,
    print: () => undefined,
    write: () => Promise.resolve(),
    progress: () => Promise.resolve({ step: () => undefined, stop: () => undefined }),
    logOutput: { write: () => undefined, onExit: () => undefined },
    login: () => 'root',
    readNewSecret: () => Promise.resolve(''),
    stopRequested: () => Promise.resolve('nothing'),
  }
  let command: Command | undefined = commandLine(nobody)
  for (const word of words) command = command?.commands.find((each) => each.name() === word)
  return command?.helpInformation() ?? 'no such command'
}
