import type { ReviewEvidence } from '../record/review-evidence.ts'

/** Where the files of one review stand. */
export function folderOf(reviewId: number): string {
  return `reviews/${reviewId}`
}

/** Where a version of the policy stands. */
export function policyFolder(version: string): string {
  return `policies/${safeName(version)}`
}

/** Where the document of a reading stands. @param index From 0. */
export function readingPath(evidence: ReviewEvidence, index: number): string {
  const document = evidence.readings[index]?.document ?? new Uint8Array()
  return `${folderOf(evidence.record.review.id)}/reading-${index + 1}.${formOf(document)}`
}

/** Where a list of a policy stands. @param name As the policy names it: it may be a path to anywhere. */
export function listPath(version: string, index: number, name: string): string {
  return `${policyFolder(version)}/list-${index + 1}-${safeName(name.split(/[/\\]/).at(-1) ?? '')}`
}

/** XML of the older services, JSON of version 4. */
export function formOf(document: Uint8Array): 'xml' | 'json' | 'txt' {
  const begin = new TextDecoder('utf-8').decode(document.subarray(0, 64)).trimStart()
  if (begin.startsWith('<')) return 'xml'
  return begin.startsWith('{') || begin.startsWith('[') ? 'json' : 'txt'
}

/** No separator, and no name of a folder above. */
function safeName(name: string): string {
  return (
    name
      .replaceAll(/[^\w.-]/g, '_')
      .replace(/^\.+/, '_')
      .slice(0, 100) || '_'
  )
}
