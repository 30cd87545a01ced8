import { secretRemover } from '../without-secrets.ts'

/** What of a request may hold secrets. */
interface Request {
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** What of an answer may quote them. */
interface Answer {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: Uint8Array
}

/** Names of headers and of fields of a form whose values are secrets. */
const SECRET_NAME = /auth|secret|token|password|key|cookie|assertion|^code$/i
/** A success that is longer is no message. */
const MAX_MESSAGE = 100_000

/**
 * The answer without the secrets that were sent with its request: whoever answers may quote them, and what is answered
 * is kept, also of a 200 that tells of a failure. But what a success gives for a form is ours: the token endpoint may give
 * the same refresh token once more.
 * @param removerOf What makes a remover; see {@link lastingRemover}.
 */
export function withoutQuotedSecrets(request: Request, answer: Answer, removerOf = secretRemover): Answer {
  const isSuccess = answer.status < 300
  if (isSuccess && answer.body.length > MAX_MESSAGE) return answer
  const remove = removerOf([...secretsInHeaders(request), ...(isSuccess ? [] : secretsInForm(request))])
  const headers = Object.entries(answer.headers).map(
    ([name, value]) => [name, typeof value === 'string' ? remove(value) : value] as const,
  )
  // A secret is text, and every byte is a character of latin1: nothing else is changed.
  const { buffer, byteOffset, byteLength } = answer.body
  const text = Buffer.from(buffer, byteOffset, byteLength).toString('latin1')
  const without = remove(text)
  const body = without === text ? answer.body : Buffer.from(without, 'latin1')
  return { ...answer, headers: Object.fromEntries(headers), body }
}

/** A {@link secretRemover} that keeps the last one: as long as a token is good, it is the only secret of most requests. */
export function lastingRemover(): typeof secretRemover {
  let last: { readonly secrets: string; readonly remove: (text: string) => string } | undefined
  return (secrets) => {
    const together = secrets.join('\n')
    if (last?.secrets !== together) last = { secrets: together, remove: secretRemover(secrets) }
    return last.remove
  }
}

function secretsInHeaders({ headers }: Request): readonly string[] {
  return Object.entries(headers).flatMap(([name, value]) => (SECRET_NAME.test(name) ? partsOf(value) : []))
}

function secretsInForm({ headers, body = '' }: Request): readonly string[] {
  const isForm = Object.values(headers).some((value) => /form-urlencoded/i.test(value))
  const fields = isForm ? [...new URLSearchParams(body)] : []
  return fields.flatMap(([name, value]) => (SECRET_NAME.test(name) ? [value] : []))
}

/** Of `Bearer TOKEN`, `Basic BASE64`, `key:secret` and the like, the whole and what is secret in it. */
function partsOf(value: string): readonly string[] {
  const credentials = value.replace(/^(?:bearer|basic|user) +/i, '')
  const login = /^basic /i.test(value) ? Buffer.from(credentials, 'base64').toString('utf8') : credentials
  return [
    credentials,
    login,
    ...login
      .split(/[:,]/)
      .slice(1)
      .map((part) => part.trim()),
  ]
}
