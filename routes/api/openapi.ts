import { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponsesObject } from 'zod-openapi'
import { reviewWish } from '../../server/record/review-filter.ts'
import {
  actAnswer,
  callerAnswer,
  decisionAnswer,
  listAnswer,
  refusalAnswer,
  reviewAnswer,
} from './answer-schemas.ts'
import { actBody, decisionBody, idempotencyKey, undoBody } from './request-schemas.ts'

const REFUSALS = {
  400: 'Something that was sent is wrong; each problem names its field.',
  401: 'There is no key, or it is wrong or revoked.',
  403: 'The role of the key does not allow it.',
  404: 'It is not there, or not for this caller.',
  408: 'The body took longer than 10 seconds.',
  409: 'It does not fit where the review stands: somebody was first, or it changed.',
  413: 'The body is larger than 64 KB.',
  429: 'Too many requests; `Retry-After` says when to go on.',
  503: 'The connector cannot do it now; send the same again after `Retry-After`.',
} as const

const ALWAYS = [401, 429, 503] as const

/**
 * The API as OpenAPI 3.1, made of the schemas that requests are read with and that the tests compare answers with.
 * @param url Where the API is, without the path `/api`; absent: where the document came from.
 */
export function openApiDocument(url: string | undefined): ReturnType<typeof createDocument> {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Concur connector: decisions of people',
      version: '1.0.0',
      description: 'Lists expense reports and travel requests that are held, and decides on them.',
    },
    servers: [{ url: `${url ?? ''}/api` }],
    security: [{ key: [] }],
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'A key of `api-keys create`.' },
      },
    },
    paths: {
      '/whoami': { get: whoami },
      '/reviews': { get: list },
      '/reviews/{id}': { get: read },
      '/reviews/{id}/decisions': { post: decide },
      '/reviews/{id}/undo': { post: undo },
      '/reviews/{id}/acts': { post: act },
      '/decisions/{id}': { get: find },
    },
  })
}

const numberOf = (what: string) =>
  z.object({
    id: z
      .int()
      .positive()
      .meta({ description: `The number of the ${what}.` }),
  })

const whoami: ZodOpenApiOperationObject = {
  operationId: 'whoami',
  summary: 'Says which key this is',
  responses: answers(200, 'The key.', callerAnswer, []),
}

const list: ZodOpenApiOperationObject = {
  operationId: 'listReviews',
  summary: 'Lists reviews, newest first',
  requestParams: { query: reviewWish },
  responses: answers(200, 'A page of them: 50, or `limit`, which is at most 200.', listAnswer, [400]),
}

const read: ZodOpenApiOperationObject = {
  operationId: 'readReview',
  summary: 'Reads one review; the trail tells who did',
  requestParams: {
    path: numberOf('review'),
    query: z.object({
      report: z.enum(['true', 'false']).optional().meta({ description: 'Also what Concur sent.' }),
    }),
  },
  responses: answers(200, 'All that is known of it.', reviewAnswer, [404]),
}

const decide: ZodOpenApiOperationObject = {
  operationId: 'decide',
  summary: 'Decides on a held review',
  requestParams: {
    path: numberOf('review'),
    header: z.object({ 'Idempotency-Key': idempotencyKey }),
  },
  requestBody: bodyOf(decisionBody),
  responses: answers(
    202,
    'It is on disk, and carried out once it is due; `GET /decisions/{id}` tells what became of it.',
    decisionAnswer,
    [400, 403, 404, 408, 409, 413],
  ),
}

const undo: ZodOpenApiOperationObject = {
  operationId: 'takeBack',
  summary: 'Takes a decision back that is not due yet',
  requestParams: { path: numberOf('review') },
  requestBody: bodyOf(undoBody),
  responses: answers(200, 'It is taken back, now or before.', actAnswer, [400, 403, 404, 408, 409, 413]),
}

const act: ZodOpenApiOperationObject = {
  operationId: 'act',
  summary: 'Assigns, notes, asks, answers, snoozes or has it read again',
  requestParams: { path: numberOf('review') },
  requestBody: bodyOf(actBody),
  responses: answers(200, 'It is done, now or before.', actAnswer, [400, 403, 404, 408, 409, 413]),
}

const find: ZodOpenApiOperationObject = {
  operationId: 'readDecision',
  summary: 'Says how far a decision is',
  requestParams: { path: numberOf('decision') },
  responses: answers(200, 'The decision.', decisionAnswer, [404]),
}

function bodyOf(schema: z.ZodType): NonNullable<ZodOpenApiOperationObject['requestBody']> {
  return { required: true, content: { 'application/json': { schema } } }
}

function answers(
  status: 200 | 202,
  description: string,
  schema: z.ZodType,
  refusals: readonly (keyof typeof REFUSALS)[],
): ZodOpenApiResponsesObject {
  const refused = [...refusals, ...ALWAYS].map((each) => [
    String(each),
    { description: REFUSALS[each], content: { 'application/json': { schema: refusalAnswer } } },
  ])
  return {
    [status]: { description, content: { 'application/json': { schema } } },
    ...Object.fromEntries(refused),
  }
}
