import type { JsonFields } from './json-fields.ts'

/** The answers about one report, whichever calls they came from. */
export interface OpenBundle {
  /** The expenses that are no itemization of another that is there. */
  readonly entryIds: readonly string[]
  itemizationsOf(expenseId: string): readonly string[]
  /** What was answered about one expense, or one itemization. */
  answersOf(expenseId: string): JsonFields
  /** The texts of the comments on an expense, or without an id on the report; `undefined` where they could not be had. */
  commentsOn(expenseId?: string): readonly string[] | undefined
}

/**
 * Opens what `bundleOf` has put together. Bundles that are kept from before have comments and itemizations with each
 * expense, as they were asked for one by one then.
 */
export function openBundle(bundle: JsonFields): OpenBundle {
  const parts = bundle.below('parts')
  const listed = bundle.each('expenses').map((expense) => expense.required('expenseId'))
  const ids = new Set(listed)
  const parentOf = (id: string) => parts.below(id).below('detail').key('parentExpenseId') ?? ''
  const byParent = Map.groupBy(listed, parentOf)
  const byExpense = Map.groupBy(bundle.each('allComments'), (comment) => keyOf(comment.key('expenseId')))

  return {
    entryIds: listed.filter((id) => !ids.has(parentOf(id))),
    itemizationsOf(expenseId) {
      const asked = parts.below(expenseId).each('itemizations')
      const found = asked.map((itemization) => itemization.required('expenseId'))
      return [...new Set([...found, ...(byParent.get(expenseId) ?? [])])]
    },
    answersOf: (expenseId) => parts.below(expenseId),
    commentsOn(expenseId) {
      const object = expenseId === undefined ? bundle : parts.below(expenseId)
      if (object.has('comments')) return textsOf(object.each('comments'))
      return bundle.has('allComments') ? textsOf(byExpense.get(keyOf(expenseId)) ?? []) : undefined
    },
  }
}

/** A comment on the report as a whole names no expense. */
function keyOf(expenseId = ''): string {
  return expenseId.toUpperCase()
}

function textsOf(comments: readonly JsonFields[]): readonly string[] {
  return comments.flatMap((comment) => comment.text('comment') ?? [])
}
