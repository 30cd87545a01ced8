import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { expect } from 'chai'
import { loadSettings } from '../../config/load-settings.ts'
import { definitionOf, SETTING_NAMES } from '../../config/settings.ts'
import { parseWebConfig } from '../../config/web-config.ts'
import { folderWith, loaded, removeFolders } from './settings-folder.ts'

afterEach(removeFolders)

const ROOT = join(import.meta.dirname, '..', '..')

describe('.env.example', () => {
  it('has every setting, in order, with its default if it has one and a comment before it', async () => {
    const text = await readFile(join(ROOT, '.env.example'), 'utf8')
    const values = parseEnv(text)

    expect(text.match(/^[A-Z_]+(?==)/gm)).to.deep.equal(SETTING_NAMES)
    for (const name of SETTING_NAMES) {
      const { default: standard, required } = definitionOf(name)
      if (standard !== undefined) expect(values[name], name).to.equal(standard)
      if (required) expect(values[name], name).to.match(/^change-me-/)
    }
    const paragraphs = text.trim().split('\n\n')
    expect(paragraphs.filter((lines) => !lines.startsWith('# '))).to.deep.equal([])
  })

  it('is accepted as it is, once there is a certificate', async () => {
    const folder = await folderWith({
      '.env': await readFile(join(ROOT, '.env.example')),
      'certs/connector.pem': '',
      'certs/connector.key': '',
    })

    const { settings, warnings } = loaded(await loadSettings({ environment: {}, folder }))

    expect(settings).to.include({ TLS: true, TLS_CERT_FILE: join(folder, 'certs', 'connector.pem') })
    expect(warnings).to.deep.equal([])
  })
})

describe('web.config.sample', () => {
  it('is well-formed and has every setting, in order', async () => {
    const result = parseWebConfig(await readFile(join(ROOT, 'web.config.sample'), 'utf8'))

    expect(result).to.include({ ok: true })
    expect(result.ok && [...result.appSettings.keys()]).to.deep.equal(SETTING_NAMES)
  })

  it('is accepted as it is, behind IIS', async () => {
    const folder = await folderWith({ 'web.config': await readFile(join(ROOT, 'web.config.sample')) })

    const result = loaded(await loadSettings({ environment: { PORT: '21234' }, folder }))

    expect(result.settings).to.include({
      HOST: '127.0.0.1',
      PORT: 21_234,
      TLS: false,
      TRUSTED_PROXIES: 1,
      CONNECTOR_PASSWORD: 'change-me-password',
    })
    expect(result.warnings).to.deep.equal([])
  })
})
