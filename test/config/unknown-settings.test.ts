import { expect } from 'chai'
import { unknownNameWarnings } from '../../config/unknown-settings.ts'

function warningsOf(...names: string[]): string[] {
  return unknownNameWarnings([{ origin: 'web.config', names, textOf: () => 'x' }])
}

describe('a name that is not a setting', () => {
  for (const [name, meant] of [
    ['CONCUR_CLIENT_SECRT', 'CONCUR_CLIENT_SECRET'],
    ['CONNECTOR_PASWORD_FILE', 'CONNECTOR_PASSWORD_FILE'],
    ['concur_client_id', 'CONCUR_CLIENT_ID'],
    ['CONCUR_CONCURRENT_CALLS', 'CONCUR_CONCURRENCY'],
    ['TLS_KEYFILE', 'TLS_KEY_FILE'],
    ['TLS_CERT', 'TLS_CERT_FILE'],
    ['DATABSE_URL', 'DATABASE_URL'],
    ['POTR_FILE', 'PORT_FILE'],
    ['PROT_FILE', 'PORT_FILE'],
    ['MOD', 'MODE'],
    ['POLICY_FILE_FILE', 'POLICY_FILE'],
  ] as const) {
    it(`is warned about when it is ${name}`, () => {
      expect(warningsOf(name)).to.deep.equal([
        `${name} in web.config is not a setting; did you mean ${meant}?`,
      ])
    })
  }

  it('is left alone when it is like none of ours', () => {
    expect(warningsOf('TZ', 'NODE_ENV', 'NODE_OPTIONS', 'webpages:Version', 'HTTPS_PROXY', '')).to.deep.equal(
      [],
    )
  })

  it('does not include what is a setting, names a file with one, or names the web.config', () => {
    expect(warningsOf('PORT', 'CONNECTOR_PASSWORD_FILE', 'TLS_KEY_FILE', 'WEB_CONFIG')).to.deep.equal([])
  })
})
