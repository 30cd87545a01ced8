import { z } from 'zod'
import { ListTable } from './lists.ts'

// What can be read and may be meant otherwise. It is no mistake, so that the policy holds; whoever writes it is told.

/** Something that may be meant otherwise, with where it stands below the value. */
export interface Doubt {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** Finds what is doubtful in what a schema has read; told once for each place. */
type Finder = (value: unknown) => Iterable<Doubt>

const finders = z.registry<{ readonly find: Finder }>()

/** The same schema, of which what it reads is looked through. */
export function doubting<Schema extends z.ZodType>(schema: Schema, find: Finder): Schema {
  finders.add(schema, { find })
  return schema
}

/** A text of which may be doubtful what it says. @param said In words, or `undefined`. */
export function doubtingText<Schema extends z.ZodType>(
  schema: Schema,
  said: (text: string) => string | undefined,
): Schema {
  return doubting(schema, function* (value) {
    const message = typeof value === 'string' ? said(value) : undefined
    if (message !== undefined) yield { path: [], message }
  })
}

/** Everything doubtful in a value that the schema reads. */
export function* doubtsIn(schema: z.core.$ZodType, value: unknown): Iterable<Doubt> {
  yield* finders.get(schema)?.find(value) ?? []
  if (schema instanceof z.ZodObject) {
    for (const [name, each] of Object.entries(schema.shape)) yield* below(each, value, name)
  } else if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    if (value !== undefined) yield* doubtsIn(schema.def.innerType, value)
  } else if (schema instanceof z.ZodPipe) yield* doubtsIn(schema.def.in, value)
  else if (schema instanceof z.ZodArray && Array.isArray(value)) {
    for (const index of value.keys()) yield* below(schema.def.element, value, index)
  } else if (schema instanceof z.ZodUnion) {
    for (const form of schema.def.options) if (z.safeParse(form, value).success) yield* doubtsIn(form, value)
  }
}

/** Of a part of a value, with its name. */
export function* below(schema: z.core.$ZodType, whole: unknown, name: PropertyKey): Iterable<Doubt> {
  if (typeof whole !== 'object' || whole === null || !Object.hasOwn(whole, name)) return
  const part: unknown = Reflect.get(whole, name)
  for (const { path, message } of doubtsIn(schema, part)) yield { path: [name, ...path], message }
}

/** Of the rows of a list, or of mappings that stand in the policy. */
export function* doubtsInRows(row: z.core.$ZodType, given: unknown): Iterable<Doubt> {
  if (!(given instanceof ListTable)) {
    for (const index of Array.isArray(given) ? given.keys() : []) yield* below(row, given, index)
    return
  }
  for (const { line, values } of given.rows) {
    for (const { path, message } of doubtsIn(row, values)) {
      yield { path: [], message: `list ${given.name}, line ${line}: ${path.join('.')}: ${message}` }
    }
  }
}
