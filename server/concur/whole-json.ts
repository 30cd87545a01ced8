/** A page in brackets, such as `[error] try later`, begins otherwise. */
const BEGINNING = /^\s*(?:\{\s*["}]|\[\s*[[{"\]])/

/**
 * Whether a text begins like a JSON object or list and comes to the end of it, whatever is wrong in between. For a text
 * that is no JSON: this tells one that was cut off from one with a fault inside.
 */
export function isWholeJson(text: string): boolean {
  if (!BEGINNING.test(text)) return false
  let depth = 0
  let isInString = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (isInString && character === '\\') at += 1
    else if (character === '"') isInString = !isInString
    else if (isInString) continue
    else if (character === '{' || character === '[') depth += 1
    else if (character === '}' || character === ']') depth -= 1
    if (depth === 0 && (character === '}' || character === ']')) return true
  }
  return false
}
