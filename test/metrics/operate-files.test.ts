import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { parse } from 'yaml'
import { someMetrics } from './some-metrics.ts'

const OPERATE = join(import.meta.dirname, '../../docs/operate')

/** Every metric of the connector that a text names; those of histograms and counters with the endings of their series. */
function metricsIn(text: string): readonly string[] {
  return [...new Set(text.match(/\b(?:connector|nodejs|process)_[a-z0-9_]+\b/g))].toSorted()
}

/** The names of all series that the connector can export. */
async function knownSeries(): Promise<ReadonlySet<string>> {
  const text = await someMetrics().metrics.text()
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)]
  return new Set(
    types.flatMap(([, name = '', type]) =>
      type === 'histogram' ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  )
}

async function ownMetrics(): Promise<readonly string[]> {
  const text = await someMetrics().metrics.text()
  return Array.from(text.matchAll(/^# TYPE (connector_\S+)/gm), ([, name = '']) => name).toSorted()
}

describe('docs/operate', () => {
  for (const name of ['grafana-dashboard.json', 'alert-rules.yaml', 'README.md']) {
    it(`${name} names metrics that there are`, async () => {
      const known = await knownSeries()

      const named = metricsIn(await readFile(join(OPERATE, name), 'utf8'))

      expect(named).to.not.deep.equal([])
      expect(named.filter((metric) => !known.has(metric))).to.deep.equal([])
    })
  }

  it('README.md explains every metric of the connector in a row of its table', async () => {
    const text = await readFile(join(OPERATE, 'README.md'), 'utf8')

    const explained = Array.from(text.matchAll(/^\| `(connector_[a-z_]+)` \|/gm), ([, name = '']) => name)

    expect(explained.toSorted()).to.deep.equal(await ownMetrics())
  })

  it('README.md explains every alert rule', async () => {
    const text = await readFile(join(OPERATE, 'README.md'), 'utf8')
    const rules = await readFile(join(OPERATE, 'alert-rules.yaml'), 'utf8')
    const names = Array.from(rules.matchAll(/^ +- alert: (\w+)$/gm), ([, name = '']) => name)

    expect(names).to.have.length.greaterThan(0)
    expect(names.filter((name) => !text.includes(`\`${name}\``))).to.deep.equal([])
  })

  it('grafana-dashboard.json asks the data source that is chosen on import', async () => {
    const text = await readFile(join(OPERATE, 'grafana-dashboard.json'), 'utf8')

    expect(JSON.parse(text)).to.have.nested.property('templating.list[0].type', 'datasource')
    expect(text).to.match(/"type": "prometheus",\s+"uid": "\$\{datasource\}"/)
    expect(text).to.not.match(/"type": "prometheus",\s+"uid": "(?!\$\{datasource\}")/)
  })

  it('alert-rules.yaml is one group of rules with an expression and a summary each', async () => {
    const file: unknown = parse(await readFile(join(OPERATE, 'alert-rules.yaml'), 'utf8'))

    expect(file).to.have.nested.property('groups.length', 1)
    expect(file).to.have.nested.property('groups[0].rules.length', 27)
    for (let index = 0; index < 19; index += 1) {
      expect(file).to.have.nested.property(`groups[0].rules[${index}].expr`)
      expect(file).to.have.nested.property(`groups[0].rules[${index}].annotations.summary`)
    }
  })
})
