import express, { type Request, type RequestHandler } from 'express'
import { FORM_TOKEN_FIELD } from '../../server/console/form-token.ts'

/** What was typed into a form. */
export interface Form {
  /** The value of a field, its last one if there are several; without blanks around it, and `''` if there is none. */
  text(name: string): string
  /** All values of a field, such as of boxes that are ticked. */
  all(name: string): readonly string[]
  /** All of them in order, to be shown again: without passwords and tokens. */
  readonly fields: readonly (readonly [name: string, value: string])[]
}

const MAX_FORM = '256kb'
/** A bulk decision on every row of a long queue fits. */
const MAX_FIELDS = 5000
const NEVER_AGAIN = new Set<string>(['password', FORM_TOKEN_FIELD])

/** Reads the forms that are posted, for {@link formOf}. */
export const readForms: RequestHandler = express.urlencoded({
  extended: false,
  limit: MAX_FORM,
  parameterLimit: MAX_FIELDS,
})

/** The form that was posted; one without fields if there was none. */
export function formOf(req: Request): Form {
  const body: unknown = req.body
  const given = typeof body === 'object' && body !== null ? Object.entries(body) : []
  const fields = given.flatMap(([name, value]: [string, unknown]) =>
    (Array.isArray(value) ? value : [value]).map((each) => [name, String(each)] as const),
  )
  const all = (name: string) => fields.filter(([each]) => each === name).map(([, value]) => value)
  return {
    text: (name) => all(name).at(-1)?.trim() ?? '',
    all,
    fields: fields.filter(([name]) => !NEVER_AGAIN.has(name)),
  }
}
