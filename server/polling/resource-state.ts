import { z } from 'zod'
import type { ResourceState } from './poll-outcome.ts'

const moment = z.iso.datetime().transform((text) => new Date(text))
const form = z.object({ baseline: moment, cursor: moment, deletedCursor: moment, hasPolled: z.boolean() })

/** How a state is kept between polls. */
export function writeState(state: ResourceState): string {
  return JSON.stringify(state)
}

/** Reads what {@link writeState} wrote. @throws If it is anything else: then nobody knows what was sent. */
export function readState(json: string): ResourceState {
  return form.parse(JSON.parse(json))
}
