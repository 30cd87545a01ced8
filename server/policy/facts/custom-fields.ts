import { z } from 'zod'
import type { CustomFields } from '../../report/expense-report.ts'
import { naming } from '../file/notes.ts'

const FIELD = 'expected custom1 to custom40 or orgUnit1 to orgUnit6'

/** The name of a field that a company has given a meaning of its own: `custom7` or `orgUnit2`. */
export const fieldName = naming(
  z.string(FIELD).regex(/^(custom([1-9]|[1-3]\d|40)|orgUnit[1-6])$/, FIELD),
  'field',
)

/** What has such fields; an allocation has no org units. */
export interface FieldHolder {
  readonly custom: CustomFields
  readonly orgUnits?: CustomFields
}

/**
 * What stands in a field, without blanks around it.
 * @param name One that {@link fieldName} has read.
 */
export function fieldOf({ custom, orgUnits = {} }: FieldHolder, name: string): string | undefined {
  const value = (name.startsWith('orgUnit') ? orgUnits : custom)[name]?.trim()
  return value === '' ? undefined : value
}
