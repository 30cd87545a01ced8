import { z } from 'zod'
import { moment, objectId, userId } from './values.ts'

const employee = z.strictObject({ employeeId: z.string(), employeeUuid: userId })

/** @see FACTS D.4, Comment; M.2: a list of all levels says at which expense each stands. */
export const comment = z.strictObject({
  comment: z.string(),
  /** That of an application has none here, which is not documented. */
  author: employee.nullable(),
  createdForEmployee: employee,
  createdForEmployeeId: userId,
  creationDate: moment,
  expenseId: objectId.nullable().optional(),
  isAuditorComment: z.boolean(),
  isLatest: z.boolean(),
  stepInstanceId: objectId.nullable(),
})

/** The answer to a new one. @see FACTS D.4, comments. */
export const postedComment = z.strictObject({ uri: z.url() })

/** @see FACTS E.2, items of GET. */
export const reportException = z.strictObject({
  exceptionCode: z.string(),
  exceptionVisibility: z.enum(['ALL', 'APPROVER_PROCESSOR', 'PROCESSOR']),
  isBlocking: z.boolean(),
  message: z.string().nullable().optional(),
  allocationId: objectId.nullable().optional(),
  expenseId: objectId.nullable().optional(),
  parentExpenseId: objectId.nullable().optional(),
})
