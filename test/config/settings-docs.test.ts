import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { SETTING_NAMES } from '../../config/settings.ts'
import { renderSettingsDocs } from '../../config/settings-docs.ts'

describe('docs/settings.md', () => {
  it('says what the schema says; if not, run "npm run docs"', async () => {
    const path = join(import.meta.dirname, '..', '..', 'docs', 'settings.md')

    const text = (await readFile(path, 'utf8')).replaceAll('\r\n', '\n')

    expect(text).to.equal(renderSettingsDocs())
  })

  it('has one row of six cells for each setting', () => {
    const rows = renderSettingsDocs()
      .split('\n')
      .filter((line) => line.startsWith('| `'))

    expect(rows.map((row) => row.split('`')[1])).to.deep.equal(SETTING_NAMES)
    expect(rows.map((row) => row.split(' | ').length)).to.deep.equal(rows.map(() => 6))
  })

  it('marks what is required, secret or derived', () => {
    const text = renderSettingsDocs()

    expect(text).to.include(
      '| `CONNECTOR_PASSWORD` | 10 to 50 characters, no control characters |  | yes | yes |',
    )
    expect(text).to.include('| `PORT` | a whole number from 0 to 65535 | `8443` |  |  |')
    expect(text).to.include(
      '| `CONCUR_API_URL` + `/oauth2/v0/token` |  |  | Where access tokens come from. |',
    )
  })
})
