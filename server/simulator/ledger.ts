import type { PostedException } from './reports/simulated-report.ts'

/** A write that took effect in Concur: who wants to know that nothing is done twice counts these. */
export type LedgerEntry = {
  readonly at: Date
  /** Of the report, or of the travel request. */
  readonly reportId: string
} & (
  | { readonly kind: 'exceptions'; readonly exceptions: readonly PostedException[]; readonly api: Api }
  | { readonly kind: 'withdrawn'; readonly exception: PostedException }
  | { readonly kind: 'comment'; readonly comment: string }
  /** `action` as v1.1 calls it, whichever API it came by. */
  | { readonly kind: 'workflow'; readonly action: string; readonly comment: string; readonly api: Api }
  | { readonly kind: 'delete-notification'; readonly notificationId: string }
)

/** Which of Concur's services was called; `v1.0` is the older one for travel requests. */
export type Api = 'v1.0' | 'v1.1' | 'v4'
