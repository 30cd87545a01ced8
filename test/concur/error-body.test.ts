import { expect } from 'chai'
import { errorMessage } from '../../server/concur/error-body.ts'

describe('errorMessage', () => {
  const bodies: readonly (readonly [string, string, string | undefined])[] = [
    [
      'the XML of v1',
      '<Error>\n<Message>Invalid User:nobody</Message>\n<Server-Time>2026-05-22T15:46:57</Server-Time><Id>A5</Id></Error>',
      'Invalid User:nobody',
    ],
    [
      'XML inside of the message',
      '<?xml version="1.0"?><Error><Message><Details><Code>E001</Code><Message>Cannot update</Message></Details><Details><Code>E002</Code></Details></Message><Id>D3</Id></Error>',
      'E001 Cannot update E002',
    ],
    [
      'a wrapped error',
      '<Response><StatusCode>400</StatusCode><Content><Error><Message>Wrapped</Message></Error></Content></Response>',
      'Wrapped',
    ],
    ['a namespace', '<e:Error xmlns:e="urn:e"><e:Message>Spaced</e:Message></e:Error>', 'Spaced'],
    ['the JSON of v1', '{"Message":"Invalid report"}', 'Invalid report'],
    [
      'the JSON of v4 reports',
      '{"timestamp":"2026-04-12T15:22:44.248Z","httpStatus":"400 - Bad Request","errorMessage":"Not valid","errorId":"E-1","validationErrors":[{"source":"name","message":"is empty","id":"V-1"},{"source":"day","message":"is late"}],"path":"/expensereports/v4"}',
      'Not valid; name: is empty; day: is late (E-1)',
    ],
    [
      'the JSON of v4 lists',
      '{"httpStatus":"429 - Too Many Requests","error":{"id":"security.rate.limit.reached","message":"Too many requests"},"path":"/list/v4"}',
      'Too many requests (security.rate.limit.reached)',
    ],
    [
      'OAuth2',
      '{"error":"invalid_grant","error_description":"Incorrect Credentials. Please Retry","code":5}',
      'Incorrect Credentials. Please Retry (invalid_grant, 5)',
    ],
    [
      'the list of Request v4',
      '{"errors":[{"errorCode":"NO_APPROVER","errorMessage":"No approver was found"}]}',
      'No approver was found (NO_APPROVER)',
    ],
    [
      'several errors of Request v4, with and without a code or a message',
      '{"errors":[{"errorCode":"badParam"},{"errorMessage":"Second"},{"errorCode":"C","errorMessage":"Third"}]}',
      '(badParam); Second; Third (C)',
    ],
    ['an empty list of Request v4', '{"errors":[]}', undefined],
    ['a list of something else', '{"errors":["no",null]}', undefined],
    [
      'the SCIM error of Identity',
      '{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400","scimType":"invalidFilter","detail":"The filter is not supported"}',
      'The filter is not supported (invalidFilter)',
    ],
    [
      'the SCIM error of Identity without a type',
      '{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"403","detail":"Not permitted"}',
      'Not permitted',
    ],
    [
      'plain text, as the token service sends with 500 and 503',
      'Service is down for maintenance',
      'Service is down for maintenance',
    ],
    ['several lines', '<Error><Message>\n  one\n\n  two </Message></Error>', 'one two'],
    ['a byte order mark', '\ufeff<Error><Message>marked</Message></Error>', 'marked'],
    ['nothing', '', undefined],
    ['blanks', ' \r\n', undefined],
    ['a page', '<html><head><title>502</title></head><body><Message>no</Message></body></html>', undefined],
    ['a page that is no XML', '<!DOCTYPE html><html><body><br></body></html>', undefined],
    ['an empty message', '<Error><Message/></Error>', undefined],
    ['XML without a message', '<Error><Id>A5</Id></Error>', undefined],
    ['half an error', '<Error><Message>Invalid', undefined],
    ['a JSON list', '[]', undefined],
    ['an empty JSON object', '{}', undefined],
    ['JSON null', 'null', undefined],
    ['half of JSON', '{"Message":"Inv', undefined],
  ]
  for (const [name, body, message] of bodies) {
    it(`reads ${name}`, () => {
      expect(errorMessage(Buffer.from(body))).to.equal(message)
    })
  }

  it('says no more than 500 characters', () => {
    expect(errorMessage(Buffer.from(`<Error><Message>${'x'.repeat(9000)}</Message></Error>`))).to.equal(
      'x'.repeat(500),
    )
  })

  for (const odd of [
    '{"error":null,"message":5,"validationErrors":[null,1,{}]}',
    '{"error":[],"validationErrors":"all"}',
    '{"__proto__":{"message":"x"}}',
  ]) {
    it(`survives ${odd}`, () => {
      expect(() => errorMessage(Buffer.from(odd))).not.to.throw()
    })
  }

  it('survives bytes that are no text', () => {
    expect(errorMessage(Uint8Array.of(0xff, 0xfe, 0x00, 0xd8, 0x3c))).to.equal(undefined)
  })
})
