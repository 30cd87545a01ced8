import { type Field, fieldsOf } from './document-fields.ts'

/** Whose a report or a travel request is, as far as what is kept of it tells. */
export interface Owner {
  readonly ids: readonly string[]
  readonly name?: string
}

/** Whom and what a document names. */
export interface NamedIn {
  readonly owner: Owner
  /** Everybody, the owner too: whoever approves, came to a meal, wrote a comment. */
  readonly names: readonly string[]
  /** What the owner and others wrote. */
  readonly texts: readonly string[]
}

/** Where facts of a report, a report or a travel request say whose they are. */
const OWNER_ID =
  /^(employee\.(loginId|employeeId)|\.ownerUserId|\w*Request\w*\.LoginID|owner\.id|report\.userId|\w*Report\w*\.X_UserID)$/
const OWNER_NAME = /^(employee\.name|\w*(Report|Request)\w*\.EmployeeName)$/
/** What a report or a request is called. */
const TITLE = /^((report|request)?\.name|\w+\.(Report|Request)Name)$/
const FIRST_NAME = /^(first|given)_?name$/i
const LAST_NAME = /^(last|family)_?name$/i
const WHOLE_NAME = /^(employee|owner|approver|traveler|display|formatted)_?name$/i
const WRITTEN = /purpose|comment|description/i

/** Whom a document names: the facts of a report, or what Concur sent. Pure, never throws. */
export function peopleIn(document: Uint8Array): NamedIn {
  const fields = fieldsOf(document)
  const placed = fields.map((field) => ({ ...field, place: `${field.of}.${field.name}` }))
  const ids = placed.filter(({ place }) => OWNER_ID.test(place)).map(({ value }) => value)
  const pairs = namesInParts(fields)
  const name =
    placed.find(({ place }) => OWNER_NAME.test(place))?.value ?? pairs.find(({ of }) => of === 'owner')?.name
  return {
    owner: { ids: [...new Set(ids)], ...(name !== undefined && { name }) },
    names: [
      ...new Set([
        ...(name === undefined ? [] : [name]),
        ...pairs.map((pair) => pair.name),
        ...fields.filter((field) => WHOLE_NAME.test(field.name)).map(({ value }) => value),
      ]),
    ],
    texts: [
      ...new Set(
        placed
          .filter((field) => WRITTEN.test(field.name) || TITLE.test(field.place))
          .map(({ value }) => value),
      ),
    ],
  }
}

/** Of each object that has a first and a last name, both. */
function namesInParts(fields: readonly Field[]): readonly { readonly of: string; readonly name: string }[] {
  const firsts = new Map(
    fields.filter(({ name }) => FIRST_NAME.test(name)).map(({ object, value }) => [object, value]),
  )
  return fields
    .filter(({ name }) => LAST_NAME.test(name))
    .map(({ object, of, value }) => ({ of, name: `${value}, ${firsts.get(object) ?? ''}` }))
}
