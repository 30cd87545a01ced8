import type { Coded } from './expense-report.ts'

/** What people call an expense type: its name in Concur, or the code where Concur gives no name. */
export function typeName({ code, name }: Coded): string {
  return name?.trim() || code
}
