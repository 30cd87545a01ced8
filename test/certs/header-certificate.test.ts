import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { certificatesInHeader } from '../../certs/header-certificate.ts'

const CHAIN = join(import.meta.dirname, '../fixtures/tls/chain.pem')

describe('the header with a client certificate', () => {
  let pem: string
  let first: X509Certificate

  before(async () => {
    pem = await readFile(CHAIN, 'utf8')
    first = new X509Certificate(pem)
  })

  it('is understood as nginx writes it: every sign escaped', () => {
    expect(subjects(encodeURIComponent(first.toString()))).to.deep.equal(['CN=chain.example.com'])
  })

  it('is understood as AWS ALB writes it: + / = as they are, and the whole chain', () => {
    expect(subjects(encodeURI(pem))).to.deep.equal(['CN=chain.example.com', 'CN=Test Intermediate'])
  })

  it('is understood as IIS and the ASP.NET Core Module write it: DER in base64', () => {
    expect(subjects(first.raw.toString('base64'))).to.deep.equal(['CN=chain.example.com'])
  })

  const USELESS = ['', '-', 'AAAA', '%', '%zz', 'CN=webhook.api.concursolutions.com', 'undefined', '(null)']
  for (const value of USELESS) {
    it(`holds none when it is ${JSON.stringify(value)}`, () => {
      expect(certificatesInHeader(value)).to.equal(undefined)
    })
  }

  it('holds none when it came twice', () => {
    const der = first.raw.toString('base64')

    expect(certificatesInHeader(`${der}, ${der}`)).to.equal(undefined)
  })

  it('holds none when it is cut off or damaged', () => {
    const der = first.raw.toString('base64')
    const damaged = first.toString().replace(/\n.{20}/, '\n####################')

    expect(certificatesInHeader(der.slice(0, -100))).to.equal(undefined)
    expect(certificatesInHeader(encodeURIComponent(damaged))).to.equal(undefined)
    expect(certificatesInHeader(encodeURIComponent(first.toString().slice(0, -30)))).to.equal(undefined)
  })
})

function subjects(value: string): readonly string[] | undefined {
  return certificatesInHeader(value)?.map(({ subject }) => subject)
}
