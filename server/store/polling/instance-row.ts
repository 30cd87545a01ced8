import type { Selectable } from 'kysely'
import type { StoredInstance } from '../../record/instance-line.ts'
import type { InstanceTable } from './tables.ts'

/** Nobody polls it. */
export const UNCLAIMED = { claim: null, lease_until: null } as const

/** An instance for those who do not know tables. */
export function toInstance(row: Selectable<InstanceTable>): StoredInstance {
  return {
    id: row.id,
    element: row.element,
    name: row.name,
    body: row.body,
    secrets: row.secrets,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
    state: row.state,
    dueAt: new Date(row.due_at),
    ...(row.file !== null && { file: row.file }),
    ...(row.disabled_at !== null && {
      disabled: { reason: row.reason ?? '', at: new Date(row.disabled_at) },
    }),
    ...(row.stopped_at !== null && {
      stopped: { reason: row.stopped_reason ?? '', at: new Date(row.stopped_at) },
    }),
  }
}
