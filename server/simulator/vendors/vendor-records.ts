/** Something that a vendor keeps. */
export interface VendorRecord {
  readonly id: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly deletedAt?: Date
}

/** One list of a vendor: its clock stamps every change. */
export interface VendorRecords {
  /** Everything, in order of creation; what was deleted too. */
  all(): readonly VendorRecord[]
  /** @returns Its id. */
  create(id: string, fields?: VendorRecord['fields']): string
  /** @throws {Error} If there is none. */
  update(id: string, fields: VendorRecord['fields']): void
  /** @throws {Error} If there is none. */
  remove(id: string): void
}

/** @param now The vendor's clock. */
export function createVendorRecords(now: () => Date): VendorRecords {
  const records = new Map<string, VendorRecord>()

  return {
    all: () => Array.from(records.values()),
    create(id, fields = {}) {
      const at = now()
      records.set(id, { id, fields, createdAt: at, updatedAt: at })
      return id
    },
    update(id, fields) {
      const record = found(id)
      records.set(id, { ...record, fields: { ...record.fields, ...fields }, updatedAt: now() })
    },
    remove(id) {
      const at = now()
      records.set(id, { ...found(id), updatedAt: at, deletedAt: at })
    },
  }

  function found(id: string): VendorRecord {
    const record = records.get(id)
    if (record === undefined) throw new Error(`the simulator has no record ${id}`)
    return record
  }
}
