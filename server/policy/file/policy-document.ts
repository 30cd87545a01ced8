import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Tags,
} from 'yaml'
import type { z } from 'zod'
import { butFound, insideUnion, isWhole } from './found.ts'
import { notesIn, type PolicyName } from './notes.ts'

/** A place in the document: `['rules', 2, 'above', 'USD']`. */
export type Path = readonly PropertyKey[]

/** A YAML document that is read part by part, while what is wrong with it is collected. */
export interface PolicyDocument {
  /** So far; each begins with its place. */
  readonly problems: readonly string[]
  /** What can be read and may be meant otherwise, so far; as problems are told. */
  readonly warnings: readonly string[]
  /** What the parts that were read name. */
  readonly names: readonly PolicyName[]
  /**
   * Reads one part and notes each problem of it.
   * @param value The part, if it is not simply what stands at `path`.
   * @returns What the schema makes of it, or `undefined` if there was a problem.
   */
  read<T>(schema: z.ZodType<T>, path: Path, value?: unknown): T | undefined
  /** What stands there, untrusted; every number is the text that was typed. */
  valueAt(path: Path): unknown
  /** Notes a problem that no schema finds. */
  complain(path: Path, problem: string): void
}

/**
 * Opens YAML 1.2. Numbers stay the text that was typed: `25.50` as a float would no longer be exact, and an expense
 * type such as `01028` would lose its zero.
 * @returns The document; where it is not YAML at all, its problems say so and its content is `undefined`.
 */
export function openPolicyDocument(text: string): PolicyDocument {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    customTags: withoutNumbers,
  })
  const problems = [...document.errors, ...document.warnings].map(
    ({ pos, message }) => `${position(lines, pos[0])}: ${message}`,
  )
  const content = problems.length === 0 ? plainContent(document, problems) : undefined

  const valueAt = (path: Path): unknown => path.reduce(childOf, content)
  const placeOf = (path: Path): string => {
    const at = position(lines, offsetOf(document, path))
    return path.length === 0 ? at : `${pathText(path)} (${at})`
  }
  const placed = (path: Path, said: string): string => `${placeOf(path)}: ${said}`
  const complain = (path: Path, problem: string): void => {
    problems.push(placed(path, problem))
  }
  const warnings: string[] = []
  const names: PolicyName[] = []

  return {
    problems,
    warnings,
    names,
    valueAt,
    complain,
    read(schema, path, value = valueAt(path)) {
      const result = schema.safeParse(value)
      if (result.success) {
        for (const note of notesIn(schema, value)) {
          const place = [...path, ...note.path]
          if (note.kind === 'doubt') warnings.push(placed(place, note.message))
          else names.push({ kind: note.of, value: note.value, place: placeOf(place) })
        }
        return result.data
      }
      for (const issue of result.error.issues.flatMap(insideUnion)) {
        const place = [...path, ...issue.path]
        if (issue.code === 'unrecognized_keys') {
          for (const key of issue.keys) complain([...place, key], issue.message)
        } else if (isWhole(issue)) {
          // It says itself what was found.
          complain(place, issue.message)
        } else {
          complain(place, `${issue.message}, ${butFound(valueAt(place))}`)
        }
      }
      return undefined
    },
  }
}

function withoutNumbers(tags: Tags): Tags {
  return tags.filter((tag) => typeof tag === 'string' || !/:(int|float)$/.test(tag.tag))
}

function plainContent(document: Document, problems: string[]): unknown {
  try {
    const content: unknown = document.toJS()
    return content
  } catch (error) {
    // An alias (*name) without its anchor (&name), or aliases of aliases without end.
    problems.push(error instanceof Error ? error.message : String(error))
    return undefined
  }
}

function childOf(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  const child: unknown = Reflect.get(value, key)
  return child
}

/** Where the deepest part of the path that exists begins: for a part of a mapping, its key. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents
  let offset = rangeStart(node) ?? 0
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document)
    let found: unknown
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key)
      found = pair?.key
      node = pair?.value
    } else if (isSeq(node)) {
      found = node.items[Number(key)]
      node = found
    }
    if (found === undefined) break
    offset = rangeStart(found) ?? offset
  }
  return offset
}

function rangeStart(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined
}

function position(lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset)
  return `line ${line}, column ${col}`
}

/** `rules[2].above.USD` */
function pathText(path: Path): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .slice(1)
}
