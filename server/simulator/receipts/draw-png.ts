import { crc32, deflateSync } from 'node:zlib'
import { letterBlocks } from './letter-blocks.ts'

/** Pixels of a block. */
const SCALE = 8
const [DARK, LIGHT] = [40, 250]
const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

/** A PNG in shades of grey. @see PNG (Third Edition), 11 (Chunk specifications). */
export function drawPng(lines: readonly string[]): Uint8Array {
  const blocks = letterBlocks(lines)
  const [width, height] = [(blocks[0]?.length ?? 0) * SCALE, blocks.length * SCALE]
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  // 8 bits, grey, and the only methods that there are.
  head.set([8, 0, 0, 0, 0], 8)
  const rows = blocks.flatMap((row) => {
    const pixels = row.flatMap((isDark) => Array.from({ length: SCALE }, () => (isDark ? DARK : LIGHT)))
    // Each row begins with its filter: none.
    return Array.from({ length: SCALE }, () => [0, ...pixels])
  })
  const data = deflateSync(Buffer.from(rows.flat()))
  return Buffer.concat([SIGNATURE, chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}
