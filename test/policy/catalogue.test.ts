import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { readReportV11 } from '../../server/concur/read-report-v11.ts'
import { renderCatalogue } from '../../server/policy/catalogue-docs.ts'
import { evaluate } from '../../server/policy/evaluate.ts'
import { RULES } from '../../server/policy/rules/catalogue.ts'
import { buildReport } from '../support/build-report.ts'
import { exampleOf } from './example-of.ts'

const PLACEHOLDERS = /\{(\w+)\}/g

describe('the catalogue of rules', () => {
  it('has each type once', () => {
    const types = RULES.map(({ type }) => type)

    expect(types).to.deep.equal([...new Set(types)])
  })

  it('is what docs/policy-rules.md says; `npm run docs` writes it', () => {
    expect(readFileSync('docs/policy-rules.md', 'utf8')).to.equal(renderCatalogue())
  })

  for (const rule of RULES) {
    describe(rule.type, () => {
      it('has an example that loads', () => {
        expect(exampleOf(rule).rules.map(({ type }) => type)).to.deep.equal([rule.type])
      })

      it('says the same in each language, with placeholders that are filled', () => {
        const { en, ...others } = rule.message
        const used = [...en.matchAll(PLACEHOLDERS)].map(([text]) => text).toSorted()

        expect(['{limit}', '{object}', '{observed}']).to.include.members(used)
        for (const [language, text] of Object.entries(others)) {
          expect([...text.matchAll(PLACEHOLDERS)].map(([found]) => found).toSorted(), language).to.deep.equal(
            used,
          )
        }
      })

      it('explains each parameter', () => {
        const silent = Object.entries(rule.parameterShape).filter(([, schema]) => !renderCatalogueHas(schema))

        expect(silent.map(([name]) => name)).to.deep.equal([])
      })

      it('has nothing against a report without entries, and does not throw', () => {
        const { findings } = evaluate(buildReport({ entries: [] }), exampleOf(rule))

        expect(findings.filter(({ object }) => object.type !== 'Report')).to.deep.equal([])
      })

      it('says the same of a report as Concur documents it each time, and does not throw', () => {
        const read = readReportV11(readFileSync('test/fixtures/concur/report-full-details.xml'))
        if (!read.ok) throw new Error(read.problem)

        const decision = evaluate(read.value, exampleOf(rule))

        expect(evaluate(read.value, exampleOf(rule))).to.deep.equal(decision)
      })
    })
  }
})

function renderCatalogueHas(schema: unknown): boolean {
  return (
    typeof schema === 'object' &&
    schema !== null &&
    'description' in schema &&
    schema.description !== undefined
  )
}
