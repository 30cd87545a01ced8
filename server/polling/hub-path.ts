/** A condition of a `where`. */
export interface Condition {
  readonly name: string
  readonly operator: '=' | '>' | '>=' | '<' | '<='
  readonly value: string
}

/** A rendered `url`, taken apart. */
export interface HubRequest {
  /** Such as `/hubs/expense/reports`. */
  readonly path: string
  readonly where: readonly Condition[]
  /** Other parameters, such as `orderBy`, `fields` and `pageSize`. */
  readonly parameters: ReadonlyMap<string, string>
}

/** A request, or what is wrong with it. */
export type HubRequestResult =
  | { readonly ok: true; readonly request: HubRequest }
  | { readonly ok: false; readonly problem: string }

/**
 * Reads the path and the `where` of a url. A value may be quoted or not; the last quote may be missing, as in Sage's
 * published configuration.
 * @param url Rendered, with raw blanks, quotes and `+`; or its `where` percent-encoded.
 * @see FACTS of polling, section 12.
 */
export function readHubRequest(url: string): HubRequestResult {
  if (!url.startsWith('/hubs/')) return refused('must be a path that begins with `/hubs/`')
  const [path, query] = splitAt(url, '?')
  if (!/^(?:\/[\w.-]+)+$/.test(path) || path.includes('..'))
    return refused(`\`${path}\` is not a path of a hub`)
  const parameters = new Map<string, string>()
  for (const pair of outsideQuotes(query ?? '', /&/y)) {
    const [name, value = ''] = splitAt(pair, '=')
    if (parameters.has(name)) return refused(`\`${name}\` stands there twice`)
    if (pair !== '') parameters.set(name, decoded(value))
  }
  const where = readWhere(parameters.get('where') ?? '')
  if (typeof where === 'string') return refused(where)
  parameters.delete('where')
  return { ok: true, request: { path, where, parameters } }
}

/**
 * Reads the conditions of a `where`.
 * @returns What is wrong with it, if it is a text.
 */
export function readWhere(text: string): readonly Condition[] | string {
  if (text.trim() === '') return []
  const conditions: Condition[] = []
  for (const piece of outsideQuotes(text, /\s+and\s+/iy)) {
    const [, name, operator, rest] = CONDITION.exec(piece) ?? []
    if (name === undefined || operator === undefined || rest === undefined) {
      return `\`${piece.trim()}\` in where is not a condition such as \`modifiedDateAfter='...'\``
    }
    const value = unquoted(rest)
    if (value === undefined)
      return `\`${rest}\` in where is not a value; conditions are joined by \`and\` only`
    if (!isOperator(operator)) return `\`${operator.trim()}\` in where is not supported; use = > >= < or <=`
    if (conditions.some((condition) => condition.name === name)) return `\`${name}\` is in where twice`
    conditions.push({ name, operator, value })
  }
  return conditions
}

const CONDITION = /^\s*([A-Za-z0-9_.]+)\s*(<=|>=|!=|<>|=|<|>|\s(?:like|in|is)\b)\s*(.*?)\s*$/is

function isOperator(text: string): text is Condition['operator'] {
  return ['=', '>', '>=', '<', '<='].includes(text)
}

/** A doubled quote inside is one quote; without quotes a value ends at a blank, and nothing may follow. */
function unquoted(text: string): string | undefined {
  const quoted = /^'((?:[^']|'')*)'?$/.exec(text)?.[1]
  if (quoted !== undefined) return quoted.replaceAll("''", "'")
  return /^[^\s']+$/.test(text) ? text : undefined
}

/** Splits at a separator, but not inside single quotes. @param separator With the flag `y`. */
function outsideQuotes(text: string, separator: RegExp): readonly string[] {
  const pieces: string[] = []
  let [start, isQuoted] = [0, false]
  for (let at = 0; at < text.length; at += 1) {
    if (text.charAt(at) === "'") isQuoted = !isQuoted
    separator.lastIndex = at
    const found = isQuoted ? null : separator.exec(text)
    if (found === null) continue
    pieces.push(text.slice(start, at))
    start = at + found[0].length
    at = start - 1
  }
  return [...pieces, text.slice(start)]
}

/** Only a value without anything raw in it is percent-encoded: a `+` is a plus in both. */
function decoded(value: string): string {
  if (/[\s'<>=]/.test(value) || !/%[0-9A-F]{2}/i.test(value)) return value
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

function splitAt(text: string, separator: string): readonly [string, string?] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function refused(problem: string): HubRequestResult {
  return { ok: false, problem }
}
