import type { Frame, Run } from './evaluation.ts'
import { isList, notComputable, TOO_LONG, Unknown, type Value } from './value.ts'

/**
 * Makes a function of `exists`, `all`, `exists_one`, `filter` or `map`.
 * @param range Gives the list.
 * @param place Where the body looks for the element.
 * @param transform Only of a `map` with three arguments, whose body says which elements it is for.
 */
export function compileLoop(name: string, range: Run, place: number, body: Run, transform?: Run): Run {
  const loop = loopOf(name, body, transform)
  return (frame) => {
    const list = range(frame)
    if (list instanceof Unknown) return list
    return isList(list) ? loop(list, frame, place) : NO_LOOP
  }
}

type Loop = (list: readonly Value[], frame: Frame, place: number) => Value | Unknown

const NO_LOOP = notComputable('not a list')

function loopOf(name: string, body: Run, transform: Run | undefined): Loop {
  switch (name) {
    case 'exists':
      return quantifier(true, body)
    case 'all':
      return quantifier(false, body)
    case 'exists_one': {
      const matching = selection(body, undefined)
      return (list, frame, place) => {
        const found = matching(list, frame, place)
        return found instanceof Unknown || !isList(found) ? found : found.length === 1
      }
    }
    case 'filter':
      return selection(body, undefined)
    case 'map':
      return transform === undefined ? selection(undefined, body) : selection(body, transform)
    default:
      return () => NO_LOOP
  }
}

/** @param decides What settles the outcome as soon as one element gives it: `true` of `exists`, `false` of `all`. */
function quantifier(decides: boolean, body: Run): Loop {
  return (list, frame, place) => {
    let unknown: Unknown | undefined
    for (const element of list) {
      frame.values[place] = element
      const result = body(frame)
      if (result === decides || result === TOO_LONG) return result
      if (result instanceof Unknown) unknown ??= result
    }
    return unknown ?? !decides
  }
}

/** What `transform` gives for the elements that `picks` picks; one that is unknown makes the list unknown. */
function selection(picks: Run | undefined, transform: Run | undefined): Loop {
  return (list, frame, place) => {
    const selected: Value[] = []
    for (const element of list) {
      frame.values[place] = element
      const isPicked = picks === undefined || picks(frame)
      if (isPicked instanceof Unknown) return isPicked
      const value = isPicked === true && transform !== undefined ? transform(frame) : element
      if (value instanceof Unknown) return value
      if (isPicked === true) selected.push(value)
    }
    return selected
  }
}
