import { expect } from 'chai'
import * as fc from 'fast-check'
import { parseEvent } from '../../server/notification/parse-event.ts'
import { eventBody, reportEvent } from './event-json.ts'

const RUNS = { numRuns: 1000, interruptAfterTimeLimit: 20_000 }
/** Far more than any body of this size needs. */
const TIME_LIMIT_MS = 5000

describe('parseEvent, whatever comes', () => {
  it('survives any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), survives), RUNS)
  })

  it('survives any JSON', () => {
    fc.assert(
      fc.property(fc.json(), (json) => survives(Buffer.from(json))),
      RUNS,
    )
  })

  it('survives an event with any byte changed', () => {
    const changes = fc.array(fc.tuple(fc.nat({ max: eventBody().length - 1 }), fc.nat({ max: 255 })), {
      maxLength: 4,
    })

    fc.assert(
      fc.property(changes, (all) => {
        const bytes = Buffer.from(eventBody())
        for (const [at, value] of all) bytes[at] = value
        survives(bytes)
      }),
      RUNS,
    )
  })

  it('survives an event with anything in the place of any member', () => {
    const names = fc.constantFrom(...Object.keys(reportEvent()))
    const facts = fc.constantFrom(...Object.keys(reportEvent().facts))

    fc.assert(
      fc.property(names, facts, fc.jsonValue(), fc.jsonValue(), (name, fact, one, other) => {
        survives(eventBody({ [name]: one }))
        survives(eventBody({}, { [fact]: other }))
      }),
      RUNS,
    )
  })

  it('keeps the id of an event as it is, whatever it is', () => {
    const ids = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 50 })
      .filter((id) => !/\p{Cc}/u.test(id))

    fc.assert(
      fc.property(ids, (id) => {
        const result = parseEvent(eventBody({ id }), [])

        expect(result.ok && result.notification.externalId).to.equal(`event ${id}`)
      }),
      RUNS,
    )
  })

  const large: Record<string, string> = {
    'open lists': '['.repeat(1_000_000),
    'open objects': '{"a":'.repeat(200_000),
    members: `{${Array.from({ length: 100_000 }, (_, index) => `"${index}":1`).join()}}`,
    escapes: `{"id":"${'\\u0041'.repeat(160_000)}"}`,
    'one long address': `{"id":"1","topic":"t","eventType":"e","facts":{"href":"https://h/${'a/'.repeat(500_000)}"}}`,
  }
  for (const [name, json] of Object.entries(large)) {
    it(`is soon done with a megabyte of ${name}`, function () {
      this.timeout(TIME_LIMIT_MS)

      survives(Buffer.from(json))
    })
  }
})

/** Whatever it answers, it answers; and a refusal has a reason, a notification what every database can keep. */
function survives(body: Uint8Array): void {
  const result = parseEvent(body, ['TAXCHECK'])
  if (!result.ok) expect(result.problems).to.not.deep.equal([])
  else {
    const texts = Object.values(result.notification).filter((value) => typeof value === 'string')
    expect(texts.filter((text) => /\p{Cc}/u.test(text) || !text.isWellFormed())).to.deep.equal([])
  }
}
