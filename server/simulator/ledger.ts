import type { PostedException } from './simulated-report.ts'

/** A write that took effect in Concur: who wants to know that nothing is done twice counts these. */
export type LedgerEntry = { readonly at: Date; readonly reportId: string } & (
  | { readonly kind: 'exceptions'; readonly exceptions: readonly PostedException[]; readonly api: Api }
  | { readonly kind: 'withdrawn'; readonly exception: PostedException }
  | { readonly kind: 'comment'; readonly comment: string }
  /** `action` as v1.1 calls it, whichever API it came by. */
  | { readonly kind: 'workflow'; readonly action: string; readonly comment: string; readonly api: Api }
  | { readonly kind: 'delete-notification'; readonly notificationId: string }
)

/** Which of Concur's services for expense reports was called. */
export type Api = 'v1.1' | 'v4'
