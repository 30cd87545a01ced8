/**
 * What many rules ask about the same report, entry.. is worked out once, and forgotten with it.
 * @param work Pure.
 */
export function once<Whole extends object, Value>(work: (whole: Whole) => Value): (whole: Whole) => Value {
  const known = new WeakMap<Whole, { readonly value: Value }>()
  return (whole) => {
    const found = known.get(whole)
    if (found !== undefined) return found.value
    const value = work(whole)
    known.set(whole, { value })
    return value
  }
}
