import { join } from 'node:path'
import { expect } from 'chai'
import { isConsoleOverTls } from '../../config/console-rules.ts'
import { loadSettings } from '../../config/load-settings.ts'
import { problemText } from '../../config/setting-problem.ts'
import { folderWith, loaded, problemsOf, REQUIRED, removeFolders } from './settings-folder.ts'

afterEach(removeFolders)

describe("the console's TLS", () => {
  const cases = [
    { title: 'as that of the public listener', settings: { TLS: true }, isOn: true },
    { title: 'off where that is off', settings: { TLS: false }, isOn: false },
    {
      title: 'on with a certificate of its own',
      settings: { TLS: false, CONSOLE_TLS_CERT_FILE: 'c' },
      isOn: true,
    },
    { title: 'off where that is said', settings: { TLS: true, CONSOLE_TLS: false }, isOn: false },
    { title: 'on where that is said', settings: { TLS: false, CONSOLE_TLS: true }, isOn: true },
  ]
  for (const { title, settings, isOn } of cases) {
    it(`is ${title}`, () => {
      expect(isConsoleOverTls(settings)).to.equal(isOn)
    })
  }

  it('needs a certificate, and says which settings name one', async () => {
    expect(await problemsWith({ CONSOLE_TLS: 'on' })).to.deep.equal([
      'CONSOLE_TLS_CERT_FILE: found nothing, expected CONSOLE_TLS_CERT_FILE and CONSOLE_TLS_KEY_FILE, because CONSOLE_TLS is on (CONSOLE_TLS=off where something in front ends it) (set it in web.config, .env or the environment)',
    ])
  })

  it('needs both the certificate and its key, and files that can be read', async () => {
    const missing = join('/nowhere', 'console.pem')

    expect(
      (await problemsWith({ CONSOLE_TLS_CERT_FILE: missing })).map((text) => text.split(':')[0]),
    ).to.deep.equal(['CONSOLE_TLS_KEY_FILE', 'CONSOLE_TLS_CERT_FILE'])
    expect(
      (await problemsWith({ CONSOLE_TLS: 'on', CONSOLE_TLS_KEY_FILE: missing })).map(
        (text) => text.split(':')[0],
      ),
    ).to.deep.equal(['CONSOLE_TLS_CERT_FILE', 'CONSOLE_TLS_KEY_FILE'])
  })

  it('lets files lie idle where it is off', async () => {
    const folder = await folderWith()
    const environment = { ...REQUIRED, CONSOLE_TLS: 'off', CONSOLE_TLS_CERT_FILE: '/nowhere/console.pem' }

    expect(loaded(await loadSettings({ environment, folder })).settings).to.include({ CONSOLE_TLS: false })
  })
})

async function problemsWith(environment: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = await folderWith()
  return problemsOf(await loadSettings({ environment: { ...REQUIRED, ...environment }, folder })).map(
    problemText,
  )
}
