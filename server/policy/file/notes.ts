import { z } from 'zod'
import { ListTable } from './lists.ts'

// What is noted of a value besides what a schema makes of it: what may be meant otherwise, which is no mistake, so that
// the policy holds; and what is named that reports have or do not have.

/** What a policy names that reports have or do not have; of `for` and `unless` by the name there. */
export type NamedKind =
  | 'expense type'
  | 'payment type'
  | 'attendee type'
  | 'field'
  | 'currency'
  | 'country'
  | 'ledger'
  | 'group'
  | 'policyKey'
  | `orgUnit${1 | 2 | 3 | 4 | 5 | 6}`

/** Something that a policy names, such as an expense type. */
export interface PolicyName {
  readonly kind: NamedKind
  /** As it is written. */
  readonly value: string
  /** Where, for people: `rules[2].expenseTypes[0] (line 14, column 20)`. */
  readonly place: string
}

/** Something noted, with where it stands below the value. */
export type Note = { readonly path: readonly PropertyKey[] } & (
  | { readonly kind: 'doubt'; readonly message: string }
  | { readonly kind: 'name'; readonly of: NamedKind; readonly value: string }
)

/** Finds what is to be noted in what a schema has read. */
type Finder = (value: unknown) => Iterable<Note>

const finders = z.registry<{ readonly find: Finder }>()

/** The same schema, of which what it reads is looked through. */
export function noting<Schema extends z.ZodType>(schema: Schema, find: Finder): Schema {
  finders.add(schema, { find })
  return schema
}

/** A text that names something of a kind. */
export function naming<Schema extends z.ZodType>(schema: Schema, of: NamedKind): Schema {
  return noting(schema, function* (value) {
    if (typeof value === 'string') yield { kind: 'name', of, value: value.trim(), path: [] }
  })
}

/** A text of which may be doubtful what it says. @param said In words, or `undefined`. */
export function doubtingText<Schema extends z.ZodType>(
  schema: Schema,
  said: (text: string) => string | undefined,
): Schema {
  return noting(schema, function* (value) {
    const message = typeof value === 'string' ? said(value) : undefined
    if (message !== undefined) yield { kind: 'doubt', message, path: [] }
  })
}

/** Everything to be noted in a value that the schema reads. */
export function* notesIn(schema: z.core.$ZodType, value: unknown): Iterable<Note> {
  yield* finders.get(schema)?.find(value) ?? []
  if (schema instanceof z.ZodObject) {
    for (const [name, each] of Object.entries(schema.shape)) yield* below(each, value, name)
  } else if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    if (value !== undefined) yield* notesIn(schema.def.innerType, value)
  } else if (schema instanceof z.ZodPipe) yield* notesIn(schema.def.in, value)
  else if (schema instanceof z.ZodArray && Array.isArray(value)) {
    for (const index of value.keys()) yield* below(schema.def.element, value, index)
  } else if (schema instanceof z.ZodUnion) {
    for (const form of schema.def.options) if (z.safeParse(form, value).success) yield* notesIn(form, value)
  }
}

/** Of a part of a value, with its name. */
export function* below(schema: z.core.$ZodType, whole: unknown, name: PropertyKey): Iterable<Note> {
  if (typeof whole !== 'object' || whole === null || !Object.hasOwn(whole, name)) return
  const part: unknown = Reflect.get(whole, name)
  for (const note of notesIn(schema, part)) yield { ...note, path: [name, ...note.path] }
}

/** Whether anything in a schema can be noted: a list may have half a million rows. */
function canNote(schema: z.core.$ZodType): boolean {
  if (finders.get(schema) !== undefined) return true
  if (schema instanceof z.ZodObject) return Object.values(schema.shape).some(canNote)
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return canNote(schema.def.innerType)
  if (schema instanceof z.ZodPipe) return canNote(schema.def.in)
  if (schema instanceof z.ZodArray) return canNote(schema.def.element)
  return schema instanceof z.ZodUnion && schema.def.options.some(canNote)
}

/** Of the rows of a list, or of mappings that stand in the policy. */
export function* notesInRows(row: z.core.$ZodType, given: unknown): Iterable<Note> {
  if (!canNote(row)) return
  if (!(given instanceof ListTable)) {
    for (const index of Array.isArray(given) ? given.keys() : []) yield* below(row, given, index)
    return
  }
  for (const { line, values } of given.rows) {
    for (const note of notesIn(row, values)) {
      const message =
        note.kind === 'doubt' && `list ${given.name}, line ${line}: ${note.path.join('.')}: ${note.message}`
      yield { ...note, path: [], ...(message !== false && { message }) }
    }
  }
}
