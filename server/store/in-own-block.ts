/**
 * A value for another thread. A message takes along the whole block of memory that bytes are part of, and Node's small
 * buffers share one of 64 KiB: 400 bytes would copy all of it. So these get a block of their own.
 */
export function inOwnBlock(value: unknown): unknown {
  const isPart = value instanceof Uint8Array && value.byteLength < value.buffer.byteLength
  return isPart ? new Uint8Array(value) : value
}
