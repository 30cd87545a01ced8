import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { openApiDocument } from '../../../routes/api/openapi.ts'

/** The description of the API, as programs get it. */
export const DOCUMENT = openApiDocument('https://expenses.example.com')

/** An answer, and what it is one to. */
export interface Described {
  readonly method: string
  /** With its query, below `/api`. */
  readonly path: string
  readonly status: number
  readonly body: unknown
}

const validators = new Map<string, ValidateFunction>()

/** A validator that complains about whatever it does not know in a schema. */
export function strictAjv(): Ajv2020 {
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true })
  addFormats.default(ajv)
  // `discriminator` is a word of OpenAPI's own.
  ajv.addVocabulary([...Object.keys(DOCUMENT), 'discriminator'])
  ajv.addSchema(DOCUMENT, 'api')
  return ajv
}

const ajv = strictAjv()

/** @throws {Error} If the description has no such answer, or has it otherwise. */
export function requireDescribed({ method, path, status, body }: Described): void {
  const template = templateOf(path)
  if (template === undefined) return
  const place = `paths/${template.replaceAll('~', '~0').replaceAll('/', '~1')}/${method.toLowerCase()}`
  const pointer = `${place}/responses/${status}/content/application~1json/schema`
  const validate = validators.get(pointer) ?? ajv.compile({ $ref: `api#/${encodeURI(pointer)}` })
  validators.set(pointer, validate)
  if (validate(body)) return
  throw new Error(
    `${method} ${path} answers ${status} otherwise than described: ${ajv.errorsText(validate.errors)}`,
  )
}

/** @returns `undefined` of what is not there, and so not described either. */
function templateOf(path: string): string | undefined {
  const [plain = ''] = path.split('?')
  const template = plain.replace(/^\/(reviews|decisions)\/[^/]+/, '/$1/{id}')
  return Object.keys(DOCUMENT.paths ?? {}).find((each) => each === template)
}
