import { KEY } from './verbatim-path.ts'

/**
 * A resource path as Concur's documentation spells it, with `{key}` for each key.
 * @returns What finds that resource in a path: it is matched without regard to case, and comes out in the documented
 * spelling with its keys byte for byte, so that one resource has one path. `undefined` for any other path.
 */
export function documentedPath(spelling: string): (path: string) => string | undefined {
  const parts = spelling.split('{key}')
  const pattern = new RegExp(`^${parts.map((part) => part.replaceAll('.', '\\.')).join(`(${KEY})`)}$`, 'i')
  return (path) => {
    const keys = pattern.exec(path)?.slice(1)
    return keys && parts.map((part, index) => part + (keys[index] ?? '')).join('')
  }
}
