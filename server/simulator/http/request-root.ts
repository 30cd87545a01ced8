import type { SeenRequest } from './exchange.ts'
import type { XmlElement } from './read-xml.ts'
import { readXml } from './read-xml.ts'
import { EXPENSE_NAMESPACE } from './write-xml.ts'

/**
 * The root of the XML that was posted, or `undefined` if Concur would not take it: another content type, not
 * well-formed, another root, or not in Concur's namespace.
 */
export function requestRoot(
  { headers, body }: SeenRequest,
  rootName: string,
  namespace = EXPENSE_NAMESPACE,
): XmlElement | undefined {
  if (!/^(application|text)\/xml\b/i.test(headers['content-type'] ?? '')) return undefined
  const root = readXml(body)
  return root?.name === rootName && root.namespace === namespace ? root : undefined
}
