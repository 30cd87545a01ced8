import { child } from '../xml/read-xml.ts'
import type { CallContext, ConcurClient, Reading } from './concur-client.ts'
import { readRoot } from './read-root.ts'

/**
 * Whose receipt it is: all of a report, by its id; one of an expense, by `RpeKey` of v1.1; one by the id of the image.
 */
export interface ReceiptOf {
  readonly kind: 'report' | 'expenseentry' | 'receipt'
  readonly id: string
}

/**
 * Asks where the image of a receipt can be had; the one of a report is a PDF.
 * @param of Its id is one by {@link isReceiptKey}.
 * @returns An address at another host, good for 15 minutes, that is to be fetched without any token.
 * @throws {ConcurError} `not found` if there is none.
 * @see SAP Concur, Image v1, "Retrieve a URL for an image".
 */
export async function findReceiptImage(
  client: ConcurClient,
  { kind, id }: ReceiptOf,
  call: CallContext,
): Promise<string> {
  const { value } = await client.call(
    { kind: 'receipt', method: 'GET', path: `/api/image/v1.0/${kind}/${id}`, scope: 'IMAGE', ...call },
    readReceiptImage,
  )
  return value
}

/** Reads the answer; pure. */
export function readReceiptImage(body: Uint8Array): Reading<string> {
  const root = readRoot(body, 'Image')
  if (!root.ok) return root
  const url = child(root.value, 'Url')?.text.trim() ?? ''
  return URL.canParse(url)
    ? { ok: true, value: url }
    : { ok: false, problem: 'Image/Url is no address', isWhole: true }
}

/** Whether a key stays one part of a path, byte for byte: keys have `$` and stray `%`. */
export function isReceiptKey(id: string): boolean {
  return /^[!-~]+$/.test(id) && !/[/?#\\]/.test(id) && id !== '.' && id !== '..'
}
