/** What is shown of bytes that somebody sent. */
export interface ShownBytes {
  readonly text: string
  /** How many bytes there are in all. */
  readonly size: number
  readonly isCut: boolean
}

/** More of it helps nobody on a page; `inbox show --quarantine` prints all. */
const MAX_BYTES = 65_536
/** Pictures of the control characters begin here. */
const PICTURES = 0x24_00

/**
 * Bytes as a text to look at. Control characters but line feed and tab are shown as pictures, and so are characters that
 * turn the direction of a line, so that what is seen is what is there. Pure.
 */
export function shownBytes(bytes: Uint8Array): ShownBytes {
  const text = new TextDecoder().decode(bytes.subarray(0, MAX_BYTES))
  return {
    text: text.replaceAll(/[^\P{Cc}\n\t]/gu, pictured).replaceAll(/\p{Bidi_Control}/gu, '\u{fffd}'),
    size: bytes.length,
    isCut: bytes.length > MAX_BYTES,
  }
}

/** Only those of ASCII have pictures. */
function pictured(control: string): string {
  const code = control.codePointAt(0) ?? 0
  return code < 0x20 ? String.fromCodePoint(PICTURES + code) : '\u{fffd}'
}
