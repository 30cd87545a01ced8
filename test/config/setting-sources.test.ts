import { join } from 'node:path'
import { expect } from 'chai'
import { loadSome } from '../../config/load-settings.ts'
import type { SettingName } from '../../config/settings.ts'
import { folderWith, loaded, problemsOf, removeFolders, webConfig } from './settings-folder.ts'

afterEach(removeFolders)

const NAMES = ['HOST', 'NOTIFY_PATH', 'CONCUR_CLIENT_ID'] as const satisfies SettingName[]
const CLIENT_ID = { CONCUR_CLIENT_ID: 'from-environment' }

describe('the sources of settings', () => {
  it('win in the order web.config, .env, environment', async () => {
    const folder = await folderWith({
      'web.config': webConfig(
        '<add key="HOST" value="web-config"/>',
        '<add key="NOTIFY_PATH" value="/web-config"/>',
        '<add key="CONCUR_CLIENT_ID" value="web-config"/>',
      ),
      '.env': 'NOTIFY_PATH=/dot-env\nCONCUR_CLIENT_ID=dot-env\n',
    })

    const { settings, origins } = loaded(await loadSome(NAMES, { environment: CLIENT_ID, folder }))

    expect(settings).to.deep.equal({
      HOST: 'web-config',
      NOTIFY_PATH: '/dot-env',
      CONCUR_CLIENT_ID: 'from-environment',
    })
    expect(origins).to.deep.equal({
      HOST: 'web.config',
      NOTIFY_PATH: '.env',
      CONCUR_CLIENT_ID: 'environment',
    })
  })

  it('let a value through where a later one is empty', async () => {
    const folder = await folderWith({
      'web.config': webConfig('<add key="CONCUR_CLIENT_ID" value="id"/><add key="HOST" value=""/>'),
      '.env': 'CONCUR_CLIENT_ID=\n',
    })

    const { settings } = loaded(await loadSome(NAMES, { environment: { CONCUR_CLIENT_ID: '' }, folder }))

    expect(settings).to.include({ HOST: '0.0.0.0', CONCUR_CLIENT_ID: 'id' })
  })

  it('leave the environment of the process as it is', async () => {
    const folder = await folderWith({ '.env': 'CONCUR_CLIENT_ID=id\nSETTINGS_TEST_LEAK=1\n' })
    const environment: NodeJS.ProcessEnv = {}

    await loadSome(NAMES, { environment, folder })

    expect(environment).to.deep.equal({})
    expect(process.env).not.to.have.property('SETTINGS_TEST_LEAK')
  })

  it('include a .env with a byte order mark, quotes and comments', async () => {
    const folder = await folderWith({ '.env': "\uFEFFHOST=localhost # here\r\nCONCUR_CLIENT_ID='a#b'\r\n" })

    const { settings } = loaded(await loadSome(NAMES, { environment: {}, folder }))

    expect(settings).to.include({ HOST: 'localhost', CONCUR_CLIENT_ID: 'a#b' })
  })

  it('include a .env in UTF-16, as Windows PowerShell writes it', async () => {
    const folder = await folderWith({ '.env': Buffer.from('\uFEFFCONCUR_CLIENT_ID=id\r\n', 'utf16le') })

    const { settings } = loaded(await loadSome(NAMES, { environment: {}, folder }))

    expect(settings.CONCUR_CLIENT_ID).to.equal('id')
  })

  it('are at fault if .env is no text', async () => {
    const folder = await folderWith({ '.env': Uint8Array.of(0x41, 0x3d, 0xe4) })

    const problems = problemsOf(await loadSome(NAMES, { environment: CLIENT_ID, folder }))

    expect(problems).to.deep.equal([
      { setting: '.env', found: 'neither UTF-8 nor UTF-16', expected: 'a text file of lines NAME=value' },
    ])
  })

  it('warn of names in files that look misspelt, and not of those in the environment', async () => {
    const folder = await folderWith({ '.env': 'CONCUR_CLIENTID=id\nTZ=UTC\n', 'web.config': webConfig() })
    const environment = { ...CLIENT_ID, CONCUR_CLIENT: 'id' }

    const { warnings } = loaded(await loadSome(NAMES, { environment, folder }))

    expect(warnings).to.deep.equal([
      'CONCUR_CLIENTID in .env is not a setting; did you mean CONCUR_CLIENT_ID?',
    ])
  })
})

describe('a setting in a file of its own', () => {
  for (const [title, content, value] of [
    ['without its line break', 'id\n', 'id'],
    ['without a line break of Windows and a byte order mark', '\uFEFFid\r\n', 'id'],
    ['as it is', 'i d', 'i d'],
  ] as const) {
    it(`is read ${title}`, async () => {
      const folder = await folderWith({ 'secrets/id': content })
      const environment = { CONCUR_CLIENT_ID_FILE: 'secrets/id' }

      const { settings, origins } = loaded(await loadSome(NAMES, { environment, folder }))

      expect(settings.CONCUR_CLIENT_ID).to.equal(value)
      expect(origins.CONCUR_CLIENT_ID).to.equal('environment')
    })
  }

  it('may be named in web.config and .env too', async () => {
    const folder = await folderWith({
      'web.config': webConfig('<add key="HOST_FILE" value="host"/>'),
      '.env': 'CONCUR_CLIENT_ID_FILE=id\n',
      host: 'localhost',
      id: 'from-file',
    })

    const { settings, warnings } = loaded(await loadSome(NAMES, { environment: {}, folder }))

    expect(settings).to.include({ HOST: 'localhost', CONCUR_CLIENT_ID: 'from-file' })
    expect(warnings).to.deep.equal([])
  })

  it('gives way to a value in a later source, and beats one in an earlier', async () => {
    const folder = await folderWith({
      'web.config': webConfig('<add key="HOST" value="web-config"/>'),
      '.env': 'CONCUR_CLIENT_ID_FILE=missing\nHOST_FILE=host\n',
      host: 'localhost',
    })

    const { settings } = loaded(await loadSome(NAMES, { environment: CLIENT_ID, folder }))

    expect(settings).to.include({ HOST: 'localhost', CONCUR_CLIENT_ID: 'from-environment' })
  })

  it('counts as not set if it is empty', async () => {
    const folder = await folderWith({ id: '\n' })

    const problems = problemsOf(
      await loadSome(NAMES, { environment: { CONCUR_CLIENT_ID_FILE: 'id' }, folder }),
    )

    expect(problems).to.have.lengthOf(1)
    expect(problems[0]).to.include({ setting: 'CONCUR_CLIENT_ID', found: 'nothing' })
  })

  it('is refused beside the value itself in one source', async () => {
    const folder = await folderWith({ '.env': 'CONCUR_CLIENT_ID=id\nCONCUR_CLIENT_ID_FILE=id\n', id: 'id' })

    const problems = problemsOf(await loadSome(NAMES, { environment: {}, folder }))

    expect(problems).to.deep.equal([
      {
        setting: 'CONCUR_CLIENT_ID',
        found: 'both CONCUR_CLIENT_ID and CONCUR_CLIENT_ID_FILE in .env',
        expected: 'one of them',
      },
    ])
  })

  for (const [path, reason] of [
    ['missing', 'no such file'],
    ['config', 'not a file'],
    ['binary', 'neither UTF-8 nor UTF-16'],
  ] as const) {
    it(`is a problem that names it: ${reason}`, async () => {
      const folder = await folderWith({ binary: Uint8Array.of(0xff, 0x00) })

      const problems = problemsOf(
        await loadSome(NAMES, { environment: { CONCUR_CLIENT_ID_FILE: path }, folder }),
      )

      expect(problems).to.deep.equal([
        {
          setting: 'CONCUR_CLIENT_ID_FILE',
          found: `"${join(folder, path)}" in the environment (${reason})`,
          expected: 'a text file that can be read',
        },
      ])
    })
  }
})

describe('the file that WEB_CONFIG names', () => {
  const XML = webConfig('<add key="CONCUR_CLIENT_ID" value="elsewhere"/>')

  it('is read in place of the one in the folder', async () => {
    const folder = await folderWith({
      'web.config': webConfig('<add key="CONCUR_CLIENT_ID" value="here"/>'),
      'iis/web.config': XML,
    })

    const { settings } = loaded(
      await loadSome(NAMES, { environment: { WEB_CONFIG: 'iis/web.config' }, folder }),
    )

    expect(settings.CONCUR_CLIENT_ID).to.equal('elsewhere')
  })

  it('may be named in .env', async () => {
    const folder = await folderWith({ '.env': 'WEB_CONFIG=iis.config', 'iis.config': XML })

    const { settings, warnings } = loaded(await loadSome(NAMES, { environment: {}, folder }))

    expect(settings.CONCUR_CLIENT_ID).to.equal('elsewhere')
    expect(warnings).to.deep.equal([])
  })

  it('may be in UTF-16', async () => {
    const folder = await folderWith({
      'web.config': Buffer.from(`\uFEFF<?xml version="1.0" encoding="utf-16"?>${XML}`, 'utf16le').swap16(),
    })

    const { settings } = loaded(await loadSome(NAMES, { environment: {}, folder }))

    expect(settings.CONCUR_CLIENT_ID).to.equal('elsewhere')
  })

  it('is a problem if it does not exist', async () => {
    const folder = await folderWith()
    const environment = { ...CLIENT_ID, WEB_CONFIG: 'missing.config' }

    const problems = problemsOf(await loadSome(NAMES, { environment, folder }))

    expect(problems).to.deep.equal([
      {
        setting: 'WEB_CONFIG',
        found: `"${join(folder, 'missing.config')}": no such file`,
        expected: 'the path of an IIS web.config',
      },
    ])
  })

  it('is a problem if it is no XML, with its name and not with what stands in it', async () => {
    const folder = await folderWith({
      'web.config': webConfig('\n<add key="CONCUR_CLIENT_SECRET" value="qz&xq;v"/>'),
    })

    const problems = problemsOf(await loadSome(NAMES, { environment: CLIENT_ID, folder }))

    expect(problems).to.deep.equal([
      {
        setting: 'WEB_CONFIG',
        found: `"${join(folder, 'web.config')}": XML that is not well-formed near line 2 (in a value & is written &amp;, " &quot; and < &lt;)`,
        expected: 'the path of an IIS web.config',
      },
    ])
  })
})
