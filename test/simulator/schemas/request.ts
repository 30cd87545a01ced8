import { z } from 'zod'
import { currencyCode, day, moment, objectId, userId } from './values.ts'

const time = z.string().regex(/^\d\d:\d\d$/)
/** `currency`, where the services for expenses have `currencyCode`. */
const amount = z.strictObject({ value: z.number(), currency: currencyCode })
/** Some lead to `http://`, and templates need not be addresses. */
const link = z.strictObject({ href: z.url(), id: z.string().optional(), template: z.string().optional() })
const person = z.strictObject({ firstName: z.string(), id: userId, lastName: z.string() })
const custom = z.strictObject({
  value: z.string(),
  code: z.string().optional(),
  href: z.url().optional(),
  template: z.string().optional(),
})
const customs = Object.fromEntries(
  Array.from({ length: 20 }, (_, index) => [`custom${index + 1}`, custom.optional()]),
)

/** A request of Travel Request v4; required is what both examples have. @see FACTS F.4, Request object; M.3. */
export const travelRequest = z.strictObject({
  id: objectId,
  requestId: z.string().regex(/^[\dA-Za-z]{4,6}$/),
  href: z.url(),
  name: z.string(),
  businessPurpose: z.string(),
  approvalStatus: z.strictObject({
    code: z.enum(['NOT_SUBMITTED', 'SUBMITTED', 'APPROVED', 'CANCELED', 'SENTBACK']),
    name: z.string(),
  }),
  approved: z.boolean(),
  pendingApproval: z.boolean(),
  closed: z.boolean(),
  canceledPostApproval: z.boolean(),
  everSentBack: z.boolean(),
  owner: person,
  approver: person.optional(),
  policy: z.strictObject({ id: objectId }),
  expensePolicy: z.strictObject({ id: objectId }).optional(),
  type: z.strictObject({ code: z.string(), label: z.string() }).optional(),
  startDate: day,
  endDate: day,
  startTime: time,
  endTime: time,
  creationDate: moment,
  submitDate: moment.optional(),
  authorizedDate: moment.optional(),
  approvalLimitDate: moment.optional(),
  lastModified: moment,
  totalPostedAmount: amount,
  totalApprovedAmount: amount,
  totalRemainingAmount: amount,
  expenses: z.array(link),
  cashAdvances: link.optional(),
  comment: z.string().optional(),
  comments: link.optional(),
  exceptions: link.optional(),
  highestExceptionLevel: z.enum(['NONE', 'WARNING', 'ERROR']).optional(),
  mainDestination: z
    .strictObject({
      countryCode: z.string(),
      countrySubDivisionCode: z.string(),
      city: z.string(),
      name: z.string(),
    })
    .optional(),
  travelAgency: link.optional(),
  extensionOf: link.optional(),
  parentRequest: link.optional(),
  parentRequestId: z.string().optional(),
  isParentRequest: z.boolean().optional(),
  pnr: z.string().optional(),
  operations: z.array(z.strictObject({ rel: z.string(), href: z.url() })),
  ...customs,
})

/** @see FACTS M.3, Exceptions. */
export const requestException = z.strictObject({
  code: z.string(),
  level: z.int(),
  message: z.string(),
  isBlocking: z.boolean(),
  source: z.strictObject({
    id: objectId,
    href: z.url(),
    type: z.enum(['ALLOCATION', 'CASH_ADVANCE', 'EXPENSE', 'HEADER']),
  }),
  parameters: z.record(z.string(), z.array(z.string())),
})
