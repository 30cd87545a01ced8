import { z } from 'zod'
import type { Listing } from '../../record/listing.ts'

/** The columns that keep a {@link Listing}. */
export interface ListingColumns {
  readonly header: string
  readonly listing: string
}

const text = z.string()
const fields = z.record(text, text)
const header = z.object({
  scope: z.object({
    policyKey: text.exactOptional(),
    group: text.exactOptional(),
    ledgerName: text.exactOptional(),
    currency: text,
    country: text.exactOptional(),
    orgUnits: fields,
  }),
  custom: fields,
})
const listing = z.object({
  inQuestion: z.array(z.object({ amount: text, currency: text })),
  worst: z.number().int().exactOptional(),
  isDuplicate: z.boolean(),
})

/** As a review keeps it. What names people stands apart, so that it can be erased alone. */
export function toListingColumns({ scope, custom, ...rest }: Listing): ListingColumns {
  return { header: JSON.stringify({ scope, custom }), listing: JSON.stringify(rest) }
}

/** @returns `undefined` of a part that was never kept, or was erased. */
export function readHeader(kept: string | null): Pick<Listing, 'scope' | 'custom'> | undefined {
  return header.safeParse(parsed(kept)).data
}

/** @returns `undefined` where it was never kept. */
export function readListing(kept: string | null): Omit<Listing, 'scope' | 'custom'> | undefined {
  return listing.safeParse(parsed(kept)).data
}

function parsed(json: string | null): unknown {
  try {
    return json === null ? undefined : JSON.parse(json)
  } catch {
    // What was erased is no JSON.
    return undefined
  }
}
