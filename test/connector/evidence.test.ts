import { hash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { runCommand } from '../commands/run-command.ts'
import { expectManifestOf, jsonOf, textOf, unzip } from '../evidence/unzip.ts'
import { forEachEngine } from '../support/engines.ts'
import { useEventDoor } from './event-door.ts'
import { HOLD, KINDS, useHeldObjects } from './held-objects.ts'

describe('connector: evidence', () => {
  const door = useEventDoor()
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evidence-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  forEachEngine((engine) => {
    describe('by a whole connector', () => {
      const open = useHeldObjects(engine, door)

      for (const kind of KINDS) {
        it(`has what was read, judged, decided by a person and written of a ${kind}`, async () => {
          const objects = await open({ kinds: [kind] })
          const { reviewId, id } = objects.of(kind)
          const refused = await objects.decide(reviewId, { reason: 'the fair <in> Lisbon' })
          expect(refused).to.equal(undefined)
          await objects.comeDue()

          const { code, stdout } = await evidence(
            String(reviewId),
            '--out',
            'one.zip',
            '--as',
            'ada@example.com',
          )
          expect([code, stdout]).to.have.nested.property('[0]', 0)
          const files = await unzip(join(folder, 'one.zip'))
          expectManifestOf(files)
          const form = kind.endsWith('v4') ? 'json' : 'xml'
          const readings = [...files.keys()].filter((path) => path.includes('/reading-'))
          expect(readings).to.deep.equal(
            [1, 2, 3].map((number) => `reviews/${reviewId}/reading-${number}.${form}`),
          )
          for (const path of readings) expect(textOf(files, path)).to.include(id)
          const version = hash('sha256', HOLD).slice(0, 12)
          expect(textOf(files, `policies/${version}/policy.yaml`)).to.equal(HOLD)

          const whole = jsonOf(files, `reviews/${reviewId}/review.json`)
          expect(whole).to.have.nested.property('review.result').that.includes('approved')
          expect(whole).to.have.nested.property('readings[0].role', 'decided on')
          expect(whole).to.have.nested.property('readings[1].role', 'decided on')
          expect(whole).to.have.nested.property('readings[2].role', 'read before it was moved on')
          expect(whole).to.have.nested.property('humanDecisions[0].by', 'ada@example.com')
          expect(whole).to.have.nested.property('humanDecisions[0].reason', 'the fair <in> Lisbon')
          expect(whole).to.have.nested.property('effects').that.has.length.at.least(1)
          expect(whole).to.have.nested.property('trail[0].act', 'review approve')
          expect(whole).to.have.property('gone').that.is.deep.equal([])

          const page = textOf(files, 'index.html')
          expect(page).to.include('the fair &lt;in&gt; Lisbon')
          expect(page).to.include('exception (ada@example.com)')
          expect(page).to.match(/: hold, by the policy<.*: (flag and )?approve, by a person</s)
          expect(page).to.include('workflow action Approve: confirmed')
          expect(page).to.not.include('What is not here')
          const [told] = await objects.trail.list({ limit: 1 })
          expect(told).to.include({ act: 'review evidence', subject: `review ${reviewId}`, outcome: 'done' })
        })
      }
    })

    function evidence(...args: readonly string[]) {
      return runCommand(['review', 'evidence', ...args], { DATABASE_URL: engine.url() }, folder)
    }
  })
})
