import type { Texts } from '../../server/console/languages/en.ts'

/** What a page can say that went wrong; the texts are in the catalogues. */
export type ProblemKind = Exclude<
  keyof Texts['errors'],
  'correlation' | 'home' | 'kept' | 'keptHelp' | 'again'
>

const STATUS: Readonly<Record<ProblemKind, number>> = {
  'not found': 404,
  forbidden: 403,
  'unknown form': 403,
  'bad request': 400,
  'too large': 413,
  trouble: 503,
}

/** Thrown by a route that cannot show its page: the page of the problem is shown instead. */
export class PageProblem extends Error {
  override readonly name = 'PageProblem'
  readonly kind: ProblemKind
  readonly status: number

  constructor(kind: ProblemKind) {
    super(kind)
    this.kind = kind
    this.status = STATUS[kind]
  }
}

/** What a failure is to whoever asked for the page. */
export function problemOf(error: unknown): PageProblem {
  if (error instanceof PageProblem) return error
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
  if (status === 413) return new PageProblem('too large')
  return new PageProblem(typeof status === 'number' && status < 500 ? 'bad request' : 'trouble')
}
