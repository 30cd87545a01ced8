/** What is known of a topic whose events announce something to review. */
export interface KnownTopic {
  /** Such as `public.concur.expense.report`. */
  readonly name: string
  /** One word for it, part of a subscription's default id. */
  readonly word: string
  /** Its notifications in the inbox. */
  readonly objectType: 'EXPRPT' | 'TRAVELREQ'
  /** The application needs one of these, beside {@link TOPIC_SCOPE}. */
  readonly scopes: readonly string[]
  /** Those documented. */
  readonly eventTypes: readonly string[]
  /** A workflow step of the company's own adds one to them, such as `statusChange.PENDING.TaxOffice`. */
  readonly hasOwnTypes?: true
  /** The one that can announce a stop at our step. */
  readonly announcing: string
  /** Lets through what announces, and nothing else. */
  readonly defaultFilter: string
}

/** The scope that manages subscriptions; with it alone Concur offers no topic. */
export const TOPIC_SCOPE = 'events.topic.read'

/**
 * The topics of which the connector makes reviews.
 * @see SAP Concur, Concur Expense Report Events; Concur Request Events.
 */
export const KNOWN_TOPICS: readonly KnownTopic[] = [
  {
    name: 'public.concur.expense.report',
    word: 'expense',
    objectType: 'EXPRPT',
    scopes: ['expense.report.read', 'expense.report.readwrite'],
    eventTypes: ['reportCreated', 'reportUpdated', 'reportDeleted', 'statusChanged'],
    announcing: 'statusChanged',
    defaultFilter: 'statusChanged',
  },
  {
    name: 'public.concur.request',
    word: 'request',
    objectType: 'TRAVELREQ',
    scopes: ['travelrequest.write'],
    eventTypes: [
      'APPROVED',
      'CANCELED',
      'SENTBACK',
      'PENDING.TMC',
      'PENDING.RequestManager',
      'PENDING.RequestAuditor',
      'PENDING.CostObjectApprover',
      'PENDING.AuthorizedApprover',
      'PENDING.BudgetManager',
      'PENDING.RiskManager',
      'PENDING.RequestAdministrator',
      'PENDING.ExternalValidation',
    ].map((change) => `statusChange.${change}`),
    hasOwnTypes: true,
    announcing: 'statusChange.PENDING.ExternalValidation',
    defaultFilter: String.raw`statusChange\.PENDING\.ExternalValidation`,
  },
]

/** @param name In any letter case, with or without the `public.` that SAP's own pages leave out now and then. */
export function knownTopic(name: string): KnownTopic | undefined {
  const wanted = name.toLowerCase().replace(/^public\./, '')
  return KNOWN_TOPICS.find((topic) => topic.name === `public.${wanted}`)
}
