import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Big } from 'big.js'
import { expect } from 'chai'
import { openDatabase } from '../../../server/store/database.ts'
import { runCommand } from '../../commands/run-command.ts'
import { decisionOf, finding, keepReviews } from '../../store/operators/kept-reviews.ts'
import { skipWithout } from '../../support/skip.ts'

const run = promisify(execFile)

/** How LibreOffice opens a file in that language: what separates cells, and its number of the language. */
const LANGUAGES = { en: '44,1033', de: '59,1031', fr: '59,1036' } as const
/** Numbers are found in cells as in its dialogue with "detect special numbers", which takes most texts for something. */
const filterOf = (language: keyof typeof LANGUAGES) => {
  const [separator, number] = LANGUAGES[language].split(',')
  return `--infilter=Text - txt - csv (StarCalc):${separator},34,76,1,,${number},false,true`
}

describe('a list of reviews in LibreOffice', () => {
  let folder: string

  before(async function () {
    await run('soffice', ['--version']).catch(() => skipWithout('LibreOffice', this))
  })
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'libreoffice-'))
    const db = await openDatabase(`sqlite:${join(folder, 'connector.db')}`)
    const decision = decisionOf({ findings: [finding('hotel-cap')] })
    await keepReviews(db, [
      {
        subject: { name: '=1+1', employee: '11/2026', employeeId: '0042', total: new Big('-12.5') },
        decision,
        result: 'held',
      },
      {
        subject: { name: '12. März', employee: ' @SUM(A1)', employeeId: '1E5', total: new Big('1234567.89') },
        decision,
        result: 'held',
      },
    ])
    await db.destroy()
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  for (const language of ['en', 'de', 'fr'] as const)
    it(`has amounts as numbers and texts as texts, set to ${language}`, async () => {
      const settings = { DATABASE_URL: `sqlite:${join(folder, 'connector.db')}` }
      await runCommand(
        ['review', 'list', '--csv', '--locale', language, '--out', 'reviews.csv'],
        settings,
        folder,
      )

      const cells = await opened(join(folder, 'reviews.csv'), language)
      const amounts = cells.filter(({ column }) => column === 'amount').map(({ number }) => number)
      expect(amounts).to.deep.equal(['1234567.89', '-12.5'])
      const texts = cells.filter(({ column }) => ['name', 'employee', 'employee id'].includes(column))
      expect(texts.map(({ number, text }) => [number, text])).to.deep.equal(
        ["'12. März", "'@SUM(A1)", "'1E5", "'=1+1", "'11/2026", "'0042"].map((text) => [undefined, text]),
      )
      expect(cells.filter(({ isFormula }) => isFormula)).to.deep.equal([])
    })

  interface Cell {
    readonly column: string
    /** As it counts with it; of a text there is none. */
    readonly number: string | undefined
    readonly text: string
    readonly isFormula: boolean
  }

  async function opened(file: string, language: keyof typeof LANGUAGES): Promise<readonly Cell[]> {
    // A profile of its own, or a second one at the same time would wait for the first.
    const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`
    const output = ['--convert-to', 'fods', '--outdir', folder]
    await run('soffice', [profile, '--headless', filterOf(language), ...output, file])
    const xml = await readFile(file.replace(/csv$/, 'fods'), 'utf8')
    const rows = Array.from(xml.matchAll(/<table:table-row[^]*?<\/table:table-row>/g), ([row]) =>
      cellsOf(row),
    )
    const [titles = [], ...rest] = rows.filter((row) => row.some(({ text }) => text !== ''))
    return rest.flatMap((row) => row.map((cell, index) => ({ column: titles[index]?.text ?? '', ...cell })))
  }
})

/** Of one row of its own XML; an empty cell stands for as many as it says. */
function cellsOf(row: string) {
  return Array.from(
    row.matchAll(/<table:table-cell([^>]*?)(?:\/>|>([^]*?)<\/table:table-cell>)/g),
    ([, attributes = '', content = '']) => {
      const times = /number-columns-repeated="(\d+)"/.exec(attributes)?.[1] ?? '1'
      const text = Array.from(content.matchAll(/<text:p>([^]*?)<\/text:p>/g), ([, line = '']) => line).join(
        '\n',
      )
      const cell = {
        number: /office:value="([^"]*)"/.exec(attributes)?.[1],
        text: text.replaceAll('&apos;', "'"),
        isFormula: attributes.includes('table:formula'),
      }
      return Array.from({ length: Math.min(Number(times), 100) }, () => cell)
    },
  ).flat()
}
