/** Where the tables are. */
export interface ServerAddress {
  /** For pg: without the search path, which PgBouncer refuses, or ignores. */
  readonly connectionString: string
  /** That the address names; else the role decides. */
  readonly schema?: string
}

/** `-c search_path=acme`, `-csearch_path=acme` or `--search_path=acme`, in which a backslash takes a space along. */
const SEARCH_PATH = /(?:^|\s)(?:-c\s*|--)search_path=((?:\\.|\S)*)/

/** @param url `postgres://user:password@host:port/database?options=-csearch_path%3Dacme`. */
export function serverAddress(url: string): ServerAddress {
  const [place = '', query = ''] = url.split(/\?(.*)/s)
  const parameters = new URLSearchParams(query)
  // What pg makes of these, and warns that it will not for ever.
  if (/^(?:require|verify-ca)$/.test(parameters.get('sslmode') ?? ''))
    parameters.set('sslmode', 'verify-full')
  const options = parameters.get('options') ?? ''
  const path = SEARCH_PATH.exec(options)?.[1]
  if (path === undefined) return { connectionString: addressOf(place, parameters) }
  const others = options.replace(SEARCH_PATH, '').trim()
  if (others === '') parameters.delete('options')
  else parameters.set('options', others)
  const schema = firstName(path.replaceAll(/\\(.)/g, '$1'))
  return { connectionString: addressOf(place, parameters), ...(schema !== undefined && { schema }) }
}

function addressOf(place: string, parameters: URLSearchParams): string {
  const query = parameters.toString()
  return query === '' ? place : `${place}?${query}`
}

/** Of a list of names, as SQL reads them. */
function firstName(path: string): string | undefined {
  const [, quoted, plain] = /^\s*(?:"((?:""|[^"])+)"|([^,\s]+))/.exec(path) ?? []
  if (quoted === '$user') return undefined
  return quoted?.replaceAll('""', '"') ?? plain?.toLowerCase()
}
