/** Of the report in {@link reportEvent}. */
export const EVENT_PATH =
  '/expensereports/v4/users/5a4b3c2d-1111-4222-8333-abcdefabcdef/context/TRAVELER/reports/7C2E5A9B04D14F6E8A31'

/**
 * An event as Concur sends it: a report has come to the step of the application connector. What is `undefined` is
 * left out.
 */
export function reportEvent(
  changes: Readonly<Record<string, unknown>> = {},
  facts: Readonly<Record<string, unknown>> = {},
) {
  return {
    id: '0d6f1f0e-2b8e-4c55-9d7e-6f1f5a3b2c1d',
    correlationId: '3f9c7a52-90ab-4b1e-8a75-2d6f0e1c9b84',
    route: 'stable',
    eventType: 'statusChanged',
    topic: 'public.concur.expense.report',
    timeStamp: '2026-05-22T09:30:16.084Z',
    facts: {
      currentApprovalStatus: 'A_EXTV',
      reportId: '7C2E5A9B04D14F6E8A31',
      stepCode: 'EXTVAL',
      startingStep: {
        roleCode: 'EXTERNAL_SYSTEM',
        stepInstances: [{ id: 'B1A2C3D4E5F60718293A4B5C6D7E8F90', assignedUserId: null }],
      },
      previousApprovalStatus: 'A_NOTF',
      href: `https://us2.api.concursolutions.com${EVENT_PATH}`,
      ...facts,
    },
    ...changes,
  }
}

/** The same as the bytes of a body. */
export function eventBody(...changes: Parameters<typeof reportEvent>): Buffer<ArrayBuffer> {
  return Buffer.from(JSON.stringify(reportEvent(...changes)))
}
