import { expect } from 'chai'
import { secretRemover } from '../server/without-secrets.ts'

describe('a text from outside', () => {
  const SECRET = 'pa"ss/w+rd ü&='
  const texts: Record<string, string> = {
    'as it is': SECRET,
    'in JSON': JSON.stringify({ message: SECRET }),
    'percent-encoded': encodeURIComponent(SECRET),
    'percent-encoded in lower case': 'pa%22ss%2fw%2brd%20%c3%bc%26%3d',
    'in a form': new URLSearchParams({ password: SECRET }).toString(),
    'in base64': Buffer.from(SECRET).toString('base64'),
    'in base64 for URLs': Buffer.from(SECRET).toString('base64url'),
    'behind one letter in base64': Buffer.from(`a${SECRET}`).toString('base64'),
    'behind two letters in base64': Buffer.from(`ab${SECRET}`).toString('base64'),
    'behind a name, before something else, in base64': Buffer.from(`user:${SECRET}:more`).toString('base64'),
  }
  for (const [name, text] of Object.entries(texts)) {
    it(`loses the secret ${name}`, () => {
      const told = secretRemover(['short', SECRET])(`before ${text} after`)

      expect(told).to.match(/^before .*\[secret\].* after$/)
      expect(Buffer.from(told, 'base64').toString()).to.not.include('w+rd')
      expect(told).to.not.include('w+rd').and.not.include('w%2Brd').and.not.include('w%2brd')
    })
  }

  it('is left as it is where there is none, and words are no secrets', () => {
    expect(secretRemover(['a', '', 'short'])('a short text')).to.equal('a short text')
    expect(secretRemover(['client-s3cret'])('client: refused')).to.equal('client: refused')
  })
})
