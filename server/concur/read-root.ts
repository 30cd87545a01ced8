import { readXml, type XmlElement } from '../xml/read-xml.ts'
import type { Reading } from './concur-client.ts'

/**
 * The root of an answer of Concur's in XML. Pure, never throws. A document that was cut off, and one of another kind,
 * such as a gateway's page, says nothing about what was asked for; one of the right kind that is there to its end and
 * cannot be read is the fault of what it describes.
 * @param names What the root may be called.
 */
export function readRoot(body: Uint8Array, ...names: readonly [string, ...string[]]): Reading<XmlElement> {
  const xml = readXml(body)
  if (!xml.ok) {
    const { problem, wholeRoot } = xml
    return wholeRoot !== undefined && names.includes(wholeRoot)
      ? { ok: false, problem, isWhole: true }
      : { ok: false, problem }
  }
  const { root } = xml
  if (names.includes(root.name)) return { ok: true, value: root }
  return { ok: false, problem: `the root element is ${root.name} and should be ${names[0]}` }
}
