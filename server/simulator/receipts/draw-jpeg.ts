import { letterBlocks } from './letter-blocks.ts'

/** A block of the picture is a block of the format, of 8 by 8 pixels in one shade: all its details are nothing. */
const SIDE = 8
/** Of the one value that a block has; 7 is nearly white then, and -7 nearly black. */
const STEP = 128
const LEVEL = 7
/** By how many bits a difference takes, the code that says so: between neighbours 0, 14 or -14, at first 7 or -7. */
const CODES: ReadonlyMap<number, string> = new Map([
  [0, '0'],
  [4, '10'],
  [3, '110'],
])
/** That a block has no details; the only code of their table. */
const NO_DETAILS = '0'

/** A baseline JPEG in shades of grey. @see ITU-T T.81, B.2 (High-level syntax), F.1.2 (Huffman encoding). */
export function drawJpeg(lines: readonly string[]): Uint8Array {
  const blocks = letterBlocks(lines)
  const [width, height] = [(blocks[0]?.length ?? 0) * SIDE, blocks.length * SIDE]
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xdb, [0, ...Array.from({ length: SIDE * SIDE }, () => STEP)]),
    segment(0xc0, [8, height >> 8, height & 0xff, width >> 8, width & 0xff, 1, 1, 0x11, 0]),
    // Both tables: how many codes there are of each length from 1 to 16, then what they mean.
    segment(0xc4, [0x00, 1, 1, 1, ...Array.from({ length: 13 }, () => 0), ...CODES.keys()]),
    segment(0xc4, [0x10, 1, ...Array.from({ length: 15 }, () => 0), 0]),
    segment(0xda, [1, 1, 0x00, 0, SIDE * SIDE - 1, 0]),
    packed(blocks.flat()),
    Buffer.from([0xff, 0xd9]),
  ])
}

function segment(marker: number, content: readonly number[]): Buffer {
  const length = content.length + 2
  return Buffer.from([0xff, marker, length >> 8, length & 0xff, ...content])
}

function packed(blocks: readonly boolean[]): Buffer {
  let [before, bits] = [0, '']
  for (const isDark of blocks) {
    const level = isDark ? -LEVEL : LEVEL
    bits += coded(level - before) + NO_DETAILS
    before = level
  }
  const bytes = (bits + '1'.repeat((8 - (bits.length % 8)) % 8)).match(/.{8}/g) ?? []
  // A byte that looks like the beginning of a marker has a zero behind it.
  return Buffer.from(
    bytes.map((byte) => Number.parseInt(byte, 2)).flatMap((byte) => (byte === 0xff ? [byte, 0] : [byte])),
  )
}

/** A negative number stands as what is left to it from the largest that takes as many bits. */
function coded(difference: number): string {
  if (difference === 0) return CODES.get(0) ?? ''
  const size = Math.abs(difference).toString(2).length
  const value = difference > 0 ? difference : difference + 2 ** size - 1
  return (CODES.get(size) ?? '') + value.toString(2).padStart(size, '0')
}
