/** The namespace of v1.1 expense reports, exceptions and workflow actions. */
export const EXPENSE_NAMESPACE = 'http://www.concursolutions.com/api/expense/expensereport/2011/03'
/** The namespace of v1.0 travel requests and their workflow actions. */
export const TRAVEL_NAMESPACE = 'http://www.concursolutions.com/api/travelrequest/2012/06'
/** The namespace of `i:nil`. */
export const INSTANCE_NAMESPACE = 'http://www.w3.org/2001/XMLSchema-instance'

/** An element with text, escaped; `<Name />` for an empty text. */
export function textElement(name: string, text: string): string {
  return text === '' ? `<${name} />` : `<${name}>${escapeText(text)}</${name}>`
}

/**
 * An element with elements in it, one a line; `<Name />` if there are none.
 * @param attributes As they are written, such as `Count="2"`.
 */
export function parentElement(name: string, children: readonly string[], attributes = ''): string {
  const opening = attributes === '' ? name : `${name} ${attributes}`
  return children.length === 0 ? `<${opening} />` : `<${opening}>\n${children.join('\n')}\n</${name}>`
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
