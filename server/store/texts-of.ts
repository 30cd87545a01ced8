/** What a column holds that is a JSON array of texts; nothing if it holds anything else. */
export function textsOf(json: string | null): readonly string[] {
  const value: unknown = json === null ? [] : JSON.parse(json)
  return Array.isArray(value) ? value.map(String) : []
}
