/** What a receipt may be. */
export type ImageType = 'application/pdf' | 'image/jpeg' | 'image/png'

/** So many bytes tell. */
export const TELLING_BYTES = 8

const BEGINNINGS: readonly (readonly [ImageType, readonly number[]])[] = [
  // %PDF-
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
]

/** What a file is by how it begins, whatever its sender says; `undefined` if it is none of these. Pure. */
export function imageType(start: Uint8Array): ImageType | undefined {
  return BEGINNINGS.find(([, bytes]) => bytes.every((byte, index) => start[index] === byte))?.[0]
}
