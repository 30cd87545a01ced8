import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { loadSettings } from '../../../config/load-settings.ts'
import { checkSignIn } from '../../../server/connector/check/check-sign-in.ts'
import { createPeople } from '../../../server/store/people/people.ts'
import { CLIENT, CONSOLE_URL, type OidcServer, serveOidc } from '../../console/oidc-server.ts'
import { useRealSockets } from '../../listeners/real-sockets.ts'
import { onSqlite } from '../../support/engines.ts'

describe('what check says of signing in', () => {
  useRealSockets()
  let folder = ''
  let oidc: OidcServer

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sign-in-'))
    oidc = await serveOidc()
  })
  afterEach(async () => {
    await oidc.close().catch(() => undefined)
    await rm(folder, { recursive: true })
  })
  onSqlite((engine) => {
    async function findings(people: string, environment: Readonly<Record<string, string>> = {}) {
      const file = join(folder, 'people.yaml')
      await writeFile(file, people)
      const loaded = await loadSettings({
        folder,
        environment: {
          CONNECTOR_USERNAME: 'connector-user',
          CONNECTOR_PASSWORD: 'connector-password',
          TLS: 'off',
          MODE: 'observe',
          POLICY_FILE: file,
          CONCUR_CLIENT_ID: 'id',
          CONCUR_CLIENT_SECRET: 'secret',
          DATABASE_URL: engine.url(),
          OIDC_ISSUER: oidc.issuer,
          OIDC_CLIENT_ID: CLIENT.id,
          CONSOLE_URL,
          PEOPLE_FILE: file,
          ...environment,
        },
      })
      if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
      return (await checkSignIn(loaded.settings)).map(({ what, state, text }) => [what, state, text])
    }

    it('is nothing where no provider is set', async () => {
      expect(await findings('groups: []', { OIDC_ISSUER: '' })).to.deep.equal([])
    })

    it('is that it answers, what its groups give, and that nobody gets in without it', async () => {
      expect(await findings('groups: [{ group: finance, role: controller }]')).to.deep.equal([
        ['sign-in', 'ok', `${oidc.issuer}/ answers; it has to know ${CONSOLE_URL}/sign-in/return`],
        ['groups', 'ok', 'finance: controller'],
        [
          'emergency',
          'warning',
          'nobody gets in when the provider is away: people add LOGIN --role admin --emergency, then people password',
        ],
      ])
    })

    it('is that it does not answer, and that no group gives a role', async () => {
      const people = createPeople(await engine.open())
      const red = { login: 'red', name: 'Red', role: 'admin', isEmergency: true } as const
      await people.add(red, { login: 'root' }, new Date())
      await people.setPassword('red', 'a long password', { login: 'red' }, new Date())
      await oidc.close()

      expect(await findings('tell: [{ mail: a@example.com, digest: 8 }]', MAIL)).to.deep.equal([
        [
          'sign-in',
          'failed',
          `${oidc.issuer}/ does not answer as a provider (TypeError): check OIDC_ISSUER, the firewall and the proxy`,
        ],
        [
          'groups',
          'failed',
          'PEOPLE_FILE has no groups, so that the provider gets nobody in: docs/console.md shows them',
        ],
      ])
    })
  })
})

const MAIL = { SMTP_HOST: 'smtp.example.com', SMTP_FROM: 'a@example.com' }
