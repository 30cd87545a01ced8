import { z } from 'zod'
import { moment } from './values.ts'

/** Expense reports v4. @see FACTS I.2. */
export const expenseError = z.strictObject({
  timestamp: moment,
  httpStatus: z.string(),
  errorMessage: z.string(),
  path: z.string(),
  errorId: z.string().optional(),
  validationErrors: z
    .array(z.strictObject({ source: z.string(), message: z.string(), id: z.string() }))
    .optional(),
  customResponseData: z.record(z.string(), z.string()).nullable().optional(),
})

/** Travel Request v4. @see FACTS M.1. */
export const requestError = z.strictObject({
  errors: z.array(z.strictObject({ errorCode: z.string(), errorMessage: z.string() })).min(1),
})

/** Identity v4. @see FACTS M.1; RFC 7644, 3.12: the status is text. */
export const identityError = z.strictObject({
  schemas: z.tuple([z.literal('urn:ietf:params:scim:api:messages:2.0:Error')]),
  status: z.string().regex(/^[45]\d\d$/),
  detail: z.string(),
  scimType: z.string().optional(),
})
