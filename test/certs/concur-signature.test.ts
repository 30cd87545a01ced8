import { createPublicKey, type KeyObject } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { expect } from 'chai'
import { readSignature, verifySignature } from '../../certs/concur-signature.ts'
import { useOpenssl } from './openssl.ts'

const BODY = Buffer.from('{"id":"5b1c8f0e","topic":"public.concur.expense.report"}')
const PSS = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_mgf1_md:sha256']

describe('Concur-Signature', () => {
  let key: KeyObject

  const openssl = useOpenssl(async () => {
    for (const name of ['signer', 'other']) {
      await openssl.run('genpkey', '-algorithm', 'rsa', '-out', `${name}.key`)
      await openssl.run('pkey', '-in', `${name}.key`, '-pubout', '-out', `${name}.pem`)
    }
    key = await keyOf('signer')
  })

  async function keyOf(name: string): Promise<KeyObject> {
    return createPublicKey(await readFile(openssl.path(`${name}.pem`)))
  }

  /** As the command line of OpenSSL signs it. */
  async function sign(body: Uint8Array, options: readonly string[], digest = '-sha256'): Promise<Buffer> {
    await writeFile(openssl.path('body'), body)
    await openssl.run('dgst', digest, '-sign', 'signer.key', ...options, '-out', 'signature', 'body')
    return readFile(openssl.path('signature'))
  }

  const verified = (body: Uint8Array, signature: Uint8Array) =>
    verifySignature(body, signature, [{ name: 'signer', key }])

  for (const salt of ['max', 'digest', '0', '20', '100']) {
    it(`is verified when OpenSSL made it with a salt of length ${salt}`, async () => {
      const signature = await sign(BODY, [...PSS, '-sigopt', `rsa_pss_saltlen:${salt}`])

      expect(signature.length).to.equal(256)
      expect(verified(BODY, signature)).to.deep.equal({ ok: true, signedWith: 'signer' })
    })
  }

  const BODIES: Record<string, Buffer> = {
    'a byte order mark': Buffer.from(`\ufeff${BODY.toString()}`),
    'unusual white space': Buffer.from('\r\n\t{ "id" :\u00a0"1" }  \n\n'),
    'names that are not ASCII': Buffer.from('{"name":"Zoë Müller 😀"}'),
    'bytes that are not UTF-8': Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d]),
    'nothing in it': Buffer.alloc(0),
    'a megabyte': Buffer.alloc(1_048_576, 'x'),
  }
  for (const [name, body] of Object.entries(BODIES)) {
    it(`is over the bytes of a body with ${name}`, async () => {
      const signature = await sign(body, [...PSS, '-sigopt', 'rsa_pss_saltlen:max'])

      expect(verified(body, signature)).to.deep.equal({ ok: true, signedWith: 'signer' })
      expect(verified(Buffer.concat([body, Buffer.from(' ')]), signature)).to.have.property('ok', false)
    })
  }

  it('is refused with one bit changed, in the body or in the signature', async () => {
    const signature = await sign(BODY, [...PSS, '-sigopt', 'rsa_pss_saltlen:max'])
    for (const at of [0, 100, 255]) {
      expect(verified(BODY, flipped(signature, at))).to.have.property('reason', 'unknown key')
    }
    for (const at of [0, BODY.length - 1]) {
      expect(verified(flipped(BODY, at), signature)).to.have.property('reason', 'unknown key')
    }
  })

  const OTHERS: Record<string, [options: readonly string[], digest: string]> = {
    'PKCS #1 v1.5': [[], '-sha256'],
    'SHA-1': [['-sigopt', 'rsa_padding_mode:pss'], '-sha1'],
    'SHA-512': [['-sigopt', 'rsa_padding_mode:pss'], '-sha512'],
    'MGF1 with SHA-1': [['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_mgf1_md:sha1'], '-sha256'],
  }
  for (const [name, [options, digest]] of Object.entries(OTHERS)) {
    it(`is refused when it was made with ${name}`, async () => {
      expect(verified(BODY, await sign(BODY, options, digest))).to.have.property('reason', 'unknown key')
    })
  }

  it('is refused when it is too short, too long or of no length', () => {
    for (const length of [0, 1, 255, 257, 1024]) {
      expect(verified(BODY, Buffer.alloc(length, 1))).to.have.property('reason', 'unknown key')
    }
  })

  it('is verified by any key of several, and named after it', async () => {
    const signature = await sign(BODY, PSS)
    const other = { name: 'other', key: await keyOf('other') }

    expect(verifySignature(BODY, signature, [other, { name: 'signer', key }])).to.deep.equal({
      ok: true,
      signedWith: 'signer',
    })
    expect(verifySignature(BODY, signature, [other, { ...other, name: 'third' }])).to.deep.equal({
      ok: false,
      reason: 'unknown key',
      text: 'no key verifies Concur-Signature, tried: other, third; if Concur has a new key, put it into the folder of ESS_KEYS_DIR',
    })
  })

  describe('as a header', () => {
    it('is base64', () => {
      const signature = Buffer.alloc(256, 7)

      expect(readSignature(signature.toString('base64'))).to.deep.equal({ ok: true, signature })
    })

    const REFUSED: Record<string, [header: string | undefined, reason: string]> = {
      absent: [undefined, 'no signature'],
      empty: ['', 'no signature'],
      'not base64': ['not base64!', 'malformed signature'],
      'base64 for URLs': ['ab-_', 'malformed signature'],
      'with white space in it': ['abcd efgh', 'malformed signature'],
      'there twice': ['abcd, abcd', 'malformed signature'],
      'longer than any signature': ['a'.repeat(1369), 'malformed signature'],
    }
    for (const [name, [header, reason]] of Object.entries(REFUSED)) {
      it(`is refused when it is ${name}`, () => {
        expect(readSignature(header)).to.have.property('reason', reason)
      })
    }
  })
})

/** A copy with one bit changed. */
function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at)
  return copy
}
