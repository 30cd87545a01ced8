/** The characters, or why the bytes are not characters. */
export type DecodedXml =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: string }

const SUPPORTED = new Map([
  ['utf-8', 'utf-8'],
  ['utf8', 'utf-8'],
  ['us-ascii', 'utf-8'],
  ['iso-8859-1', 'windows-1252'],
  ['windows-1252', 'windows-1252'],
])

/** Kept, because making one costs more than decoding a notification with it. */
const UTF_8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Turns the bytes of an XML document into text: by byte order mark, else by the zero bytes of UTF-16, else by the
 * encoding that the declaration names, else UTF-8. A non-breaking space inside the declaration becomes a blank:
 * Concur's own documentation prints its notifications so ("Post an Event Notification Request").
 */
export function decodeXml(bytes: Uint8Array): DecodedXml {
  const encoding = encodingOf(bytes)
  if (!encoding.ok) return encoding
  try {
    const decoder = encoding.text === 'utf-8' ? UTF_8 : new TextDecoder(encoding.text, { fatal: true })
    const text = decoder.decode(bytes)
    return { ok: true, text: text.replace(/^<\?xml[^>]*\?>/, (declaration) => plain(declaration)) }
  } catch {
    return { ok: false, problem: `the bytes are not ${encoding.text}` }
  }
}

function encodingOf(bytes: Uint8Array): DecodedXml {
  const [first, second, third] = bytes
  if (first === 0xef && second === 0xbb && third === 0xbf) return { ok: true, text: 'utf-8' }
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0))
    return { ok: true, text: 'utf-16le' }
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c))
    return { ok: true, text: 'utf-16be' }
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(200, bytes.length)).toString('latin1')
  const declared = /^<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']/.exec(start)?.[1] ?? 'utf-8'
  const supported = SUPPORTED.get(declared.toLowerCase())
  return supported === undefined
    ? { ok: false, problem: `the encoding ${declared} is not supported; send UTF-8` }
    : { ok: true, text: supported }
}

/** Blanks for non-breaking spaces; and the encoding is dropped, because text has none any more. */
function plain(declaration: string): string {
  return declaration.replaceAll('\u00a0', ' ').replace(/\sencoding\s*=\s*(["'])[^"']*\1/, '')
}
