/** What stands where a secret stood. */
const MARK = '[secret]'
/** A shorter one would be found in words that are none. */
const MIN_LENGTH = 6

/**
 * Takes secrets out of texts from outside, also as base64, percent-encoded or as a JSON text has them: a gateway may
 * quote what it was sent.
 * @param secrets Those that are too short to be told from words are left.
 * @returns Gives the text without them.
 */
export function secretRemover(secrets: readonly string[]): (text: string) => string {
  const known = secrets.filter((secret) => secret.length >= MIN_LENGTH)
  const spelled = [...new Set(known.flatMap(spellings))].toSorted((a, b) => b.length - a.length)
  return (text) =>
    spelled.reduce((rest, secret) => (rest.includes(secret) ? rest.replaceAll(secret, MARK) : rest), text)
}

function spellings(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1)
  const encoded = encodeURIComponent(secret)
  return [
    secret,
    json,
    encoded,
    encoded.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    new URLSearchParams({ secret }).toString().slice('secret='.length),
    ...inBase64(secret),
  ]
}

/**
 * As base64, whatever comes before it in what is encoded: three alignments, without what is mixed with its neighbours.
 */
function inBase64(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  return [0, 1, 2].flatMap((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), bytes])
    const text = padded.toString('base64').replace(/=+$/, '')
    const first = before === 0 ? 0 : before + 1
    const last = padded.length % 3 === 0 ? text.length : text.length - 1
    const own = text.slice(first, last)
    return own.length < MIN_LENGTH ? [] : [own, own.replaceAll('+', '-').replaceAll('/', '_')]
  })
}
