/** The characters, or why the bytes are not characters. */
export type DecodedXml =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false
      readonly problem: string
      /** With U+FFFD for what is no character: good enough to see whether it is a whole document. */
      readonly roughly: string
    }

/** Of these names the decoder's own reading is another: it takes ASCII for Windows-1252. */
const AS_UTF_8 = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii'])
/** Each of its characters has a zero byte in `<`, so that single bytes which claim to be one of them are not. */
const WIDE = /^(utf-?(16|32)|ucs-?[24]|iso-10646-ucs|unicode)/i

/** Kept, because making one costs more than decoding a notification with it. */
const UTF_8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Turns the bytes of an XML document into text: by byte order mark, else by the zero bytes of UTF-16, else by the
 * encoding that the declaration names, else by the charset of the header, else as UTF-8. White space before the
 * declaration is dropped. A non-breaking space inside the declaration becomes a blank: Concur's own documentation
 * prints its notifications so ("Post an Event Notification Request").
 *
 * Bytes that are no characters of the encoding are refused, not replaced: unlike a control character they stand for
 * letters, and a name that has lost some would be compared with the policy's lists as if it were another.
 * @param contentType The header, as sent; see RFC 7303, 3.2. A charset that nobody knows does not count.
 */
export function decodeXml(bytes: Uint8Array, contentType?: string): DecodedXml {
  const encoding = encodingOf(bytes, contentType)
  try {
    const decoder = encoding === 'utf-8' ? UTF_8 : decoderOf(encoding)
    if (decoder !== undefined) return { ok: true, text: plain(decoder.decode(bytes)) }
  } catch {
    const roughly = plain(new TextDecoder(encoding).decode(bytes))
    return { ok: false, problem: `the bytes are not ${encoding}${firstLoss(roughly)}`, roughly }
  }
  const roughly = plain(new TextDecoder().decode(bytes))
  return { ok: false, problem: `the encoding ${encoding} is not supported; send UTF-8`, roughly }
}

/** The document in UTF-8 where only the header says what it is in; otherwise the bytes as they came. */
export function withoutHeader(bytes: Uint8Array, contentType: string | undefined): Uint8Array {
  if (contentType === undefined || !/^[^;]*[/+]xml\s*(;|$)/i.test(contentType)) return bytes
  if (encodingOf(bytes, contentType) === encodingOf(bytes, undefined)) return bytes
  const decoded = decodeXml(bytes, contentType)
  return decoded.ok ? Buffer.from(decoded.text) : bytes
}

function encodingOf(bytes: Uint8Array, contentType: string | undefined): string {
  const [first, second, third] = bytes
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if ((first === 0xff && second === 0xfe) || (isAscii(first) && second === 0)) return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && isAscii(second))) return 'utf-16be'
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(200, bytes.length)).toString('latin1')
  const declared =
    /^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']/.exec(start)?.[1] ?? charsetOf(contentType)
  const label = declared.trim()
  return AS_UTF_8.has(label.toLowerCase()) || WIDE.test(label) ? 'utf-8' : label
}

/** Whether it may begin a document: `<` or white space. */
function isAscii(byte: number | undefined): boolean {
  return byte !== undefined && [0x3c, 0x20, 0x09, 0x0a, 0x0d].includes(byte)
}

function charsetOf(contentType = ''): string {
  const charset = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;"]+))/i.exec(contentType)?.slice(1).join('') ?? ''
  return charset === '' || decoderOf(charset) === undefined ? 'utf-8' : charset
}

function decoderOf(encoding: string): typeof UTF_8 | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true })
  } catch {
    return undefined
  }
}

function plain(text: string): string {
  return text.trimStart().replace(/^<\?xml[^>]*\?>/, plainDeclaration)
}

/** Blanks for non-breaking spaces; and the encoding is dropped, because text has none any more. */
function plainDeclaration(declaration: string): string {
  return declaration.replaceAll('\u00a0', ' ').replace(/\sencoding\s*=\s*(["'])[^"']*\1/, '')
}

function firstLoss(text: string): string {
  const before = text.slice(0, text.indexOf('\ufffd')).split('\n')
  return ` (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1})`
}
