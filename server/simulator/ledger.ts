import type { PostedException } from './simulated-report.ts'

/** A write that took effect in Concur: who wants to know that nothing is done twice counts these. */
export type LedgerEntry = { readonly at: Date; readonly reportId: string } & (
  | { readonly kind: 'exceptions'; readonly exceptions: readonly PostedException[] }
  | { readonly kind: 'workflow'; readonly action: string; readonly comment: string }
  | { readonly kind: 'delete-notification'; readonly notificationId: string }
)
