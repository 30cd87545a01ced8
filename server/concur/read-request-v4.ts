import type { CustomFields } from '../report/expense-report.ts'
import type { Place, RequestException, TravelRequest } from '../request/travel-request.ts'
import type { Reading } from './concur-client.ts'
import { readExactJson, withoutMark } from './exact-json.ts'
import { JsonFields } from './json-fields.ts'
import { unlessLacking } from './unless-lacking.ts'
import { coded, optional } from './xml-fields.ts'

/**
 * Reads a request of Travel Request v4, as {@link bundleRequest} keeps it. Pure, never throws. Its expenses and cash
 * advances are links there, to resources that no page describes, so they are not read.
 * @see SAP Concur, Travel Request v4, "Request Resources".
 */
export function readRequestV4(body: Uint8Array): Reading<TravelRequest> {
  const json = readExactJson(body)
  if (!json.ok) return json
  const problems: string[] = []
  const notes: string[] = []
  const bundle = new JsonFields(json.value, problems, notes)
  if (!bundle.has('request')) return { ok: false, problem: 'there is no request' }
  const request = readRequest(bundle)
  return unlessLacking(request, problems, notes)
}

/**
 * Makes one JSON document of what Concur answered, byte for byte.
 * @param exceptions The answer of Request Exceptions; absent if it was not asked for.
 */
export function bundleRequest(request: Uint8Array, exceptions: Uint8Array | undefined): Uint8Array {
  return Buffer.concat([
    Buffer.from('{"request":'),
    withoutMark(request),
    ...(exceptions === undefined ? [] : [Buffer.from(',"exceptions":'), withoutMark(exceptions)]),
    Buffer.from('}'),
  ])
}

function readRequest(bundle: JsonFields): TravelRequest {
  const fields = bundle.below('request')
  const money = (name: string) => fields.money(name, 'currency')
  const total = fields.essentialMoney('totalPostedAmount', 'currency')
  const totalApproved = money('totalApprovedAmount')
  const level = fields.text('highestExceptionLevel')
  const exceptions = bundle.has('exceptions') ? bundle.each('exceptions').map(readException) : undefined
  return {
    source: 'v4',
    requestId: fields.required('requestId'),
    requestKey: fields.required('id'),
    ...optional('name', fields.text('name')),
    ...optional('purpose', fields.text('businessPurpose')),
    employee: readOwner(fields.below('owner')),
    ...optional('currency', (total ?? totalApproved)?.currency),
    approvalStatus: {
      code: fields.below('approvalStatus').required('code'),
      ...optional('name', fields.below('approvalStatus').text('name')),
    },
    operations: fields.each('operations').flatMap((operation) => operation.text('rel') ?? []),
    ...optional('createdAt', fields.dateTime('creationDate')),
    ...optional('submittedAt', fields.dateTime('submitDate')),
    ...optional('lastModifiedAt', fields.dateTime('lastModified')),
    ...optional('authorizedAt', fields.dateTime('authorizedDate')),
    ...optional('approvalLimitAt', fields.dateTime('approvalLimitDate')),
    ...optional('startDate', fields.day('startDate')),
    ...optional('startTime', fields.text('startTime')),
    ...optional('endDate', fields.day('endDate')),
    ...optional('endTime', fields.text('endTime')),
    everSentBack: fields.flag('everSentBack'),
    hasException: level === undefined ? (exceptions ?? []).length > 0 : level !== 'NONE',
    ...optional('exceptions', level === 'NONE' ? [] : exceptions),
    ...optional('total', total),
    ...optional('totalApproved', totalApproved),
    ...optional('totalRemaining', money('totalRemainingAmount')),
    ...optional('mainDestination', readPlace(fields.below('mainDestination'))),
    ...optional('policyKey', fields.below('policy').text('id')),
    ...optional('type', coded(fields.below('type').text('code'), fields.below('type').text('label'))),
    ...(fields.has('expenses') && { entryCount: fields.each('expenses').length }),
    custom: readCustom(fields),
  }
}

function readOwner(fields: JsonFields): TravelRequest['employee'] {
  const names = [fields.text('lastName'), fields.text('firstName')].filter((name) => name !== undefined)
  return {
    ...optional('userId', fields.text('id')),
    ...(names.length > 0 && { name: names.join(', ') }),
  }
}

function readPlace(fields: JsonFields): Place | undefined {
  const place = {
    ...optional('name', fields.text('name')),
    ...optional('city', fields.text('city')),
    ...optional('subdivision', fields.text('countrySubDivisionCode')),
    ...optional('country', fields.text('countryCode')),
  }
  return Object.keys(place).length === 0 ? undefined : place
}

function readException(fields: JsonFields): RequestException {
  return {
    code: fields.text('code') ?? '',
    isBlocking: fields.flag('isBlocking'),
    ...optional('message', fields.text('message')),
  }
}

/** The value of a list field is the id of the item, which says nothing to people; then there is a code. */
function readCustom(fields: JsonFields): CustomFields {
  const found: Record<string, string> = {}
  for (let number = 1; number <= 20; number += 1) {
    const field = fields.below(`custom${number}`)
    const text = field.text('code') ?? field.text('value')
    if (text !== undefined) found[`custom${number}`] = text
  }
  return found
}
