import type { Router } from 'express'

/** An address that something is answered at. */
export interface Address {
  /** In capitals. */
  readonly method: string
  /** As the router has it, such as `/reviews/:id`. */
  readonly path: string
}

/** Every address that a router has, with those of the routers in it. */
export function addressesOf(router: Router): readonly Address[] {
  return router.stack.flatMap(({ route, handle }) => {
    if (route === undefined) return isRouter(handle) ? addressesOf(handle) : []
    // Of a type that does not say so, a route can have several paths.
    const given: unknown = route.path
    const paths: readonly unknown[] = Array.isArray(given) ? given : [given]
    // A route may have several handlers of one method.
    return [...new Set(route.stack.map(({ method }) => method.toUpperCase()))].flatMap((method) =>
      paths.map((path) => ({ method, path: String(path) })),
    )
  })
}

function isRouter(handle: unknown): handle is Router {
  return typeof handle === 'function' && 'stack' in handle
}
