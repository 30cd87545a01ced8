import { expect } from 'chai'
import { createSecretBox, SecretError } from '../../server/polling/secret-box.ts'

const OLD = Buffer.alloc(32, 1)
const NEW = Buffer.alloc(32, 2)

describe('encrypting secrets', () => {
  it('gives back what was sealed, and seals the same text differently every time', () => {
    const box = createSecretBox([NEW])

    const [one, other] = [box.seal('geheim ü', 'instance'), box.seal('geheim ü', 'instance')]

    expect(one).not.to.include('geheim').and.not.to.equal(other)
    expect(box.open(one, 'instance')).to.equal('geheim ü')
    expect(box.open(box.seal('', 'instance'), 'instance')).to.equal('')
  })

  it('opens what an older key has sealed, and says that it is to be sealed again', () => {
    const sealed = createSecretBox([OLD]).seal('secret', 'instance')
    const box = createSecretBox([NEW, OLD])

    expect(box.open(sealed, 'instance')).to.equal('secret')
    expect(box.isCurrent(sealed)).to.equal(false)
    expect(box.isCurrent(box.seal('secret', 'instance'))).to.equal(true)
  })

  it('says which key is missing', () => {
    const sealed = createSecretBox([OLD]).seal('secret', 'instance')

    expect(() => createSecretBox([NEW]).open(sealed, 'instance'))
      .to.throw(SecretError)
      .with.property('message')
      .that.includes(sealed.slice(0, 8))
      .and.includes('ENCRYPTION_PREVIOUS_KEYS')
  })

  it('refuses what was changed, or is something else', () => {
    const box = createSecretBox([NEW])
    const sealed = box.seal('secret', 'instance')
    const [keyId, content = ''] = sealed.split('.')
    const bytes = Buffer.from(content, 'base64')
    bytes.writeUInt8(bytes.readUInt8(14) ^ 1, 14)

    for (const wrong of [`${keyId}.${bytes.toString('base64')}`, `${keyId}.`, `${keyId}`]) {
      expect(() => box.open(wrong, 'instance')).to.throw(SecretError)
    }
    expect(() => box.open(sealed, 'vendor token')).to.throw(SecretError)
  })
})
