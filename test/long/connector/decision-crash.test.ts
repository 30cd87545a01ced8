import { expect } from 'chai'
import { killProcesses } from '../../connector/connector-process.ts'
import { useEventDoor } from '../../connector/event-door.ts'
import { useRealSockets } from '../../listeners/real-sockets.ts'
import { forEachEngine } from '../../support/engines.ts'
import { randomFrom } from '../../support/random.ts'
import { runRounds, type Settled } from './decision-rounds.ts'

/** What happens when; a run is repeated with `DECISION_SEED`. */
const SEED = Number(process.env['DECISION_SEED'] ?? Date.now() % 100_000)
/** With each engine; `DECISION_ROUNDS=1000 npm run test:long -- --fgrep DECISION_SEED` kills as often as one likes. */
const ROUNDS = Number(process.env['DECISION_ROUNDS'] ?? 25)

describe(`what people decide while processes are killed (DECISION_SEED=${SEED})`, function () {
  this.timeout(300_000 + ROUNDS * 10_000)
  useRealSockets()
  const door = useEventDoor()
  afterEach(killProcesses)

  forEachEngine((engine) => {
    it(`is carried out once, taken back or void in each of ${ROUNDS} rounds, and the trail tells all of it`, async () => {
      const random = randomFrom(SEED)
      const db = await engine.open()
      const { reports, unsettled, trailProblems, done, kills } = await runRounds({
        db,
        url: engine.url(),
        door,
        random,
        rounds: ROUNDS,
      })

      expect(reports).to.have.length(ROUNDS)
      expect(kills).to.be.at.least(ROUNDS / 2)
      expect(unsettled).to.deep.equal([])
      expect(reports.flatMap(problemsOf)).to.deep.equal([])
      const decisions = reports.flatMap((report) => report.decisions)
      const {
        'review approve': approved = 0,
        'review send back': sentBack = 0,
        'review undo': undone = 0,
      } = done
      expect(approved + sentBack).to.equal(decisions.length)
      expect(undone).to.equal(decisions.filter(({ state }) => state === 'taken back').length)
      expect(trailProblems).to.deep.equal([])
    })
  })
})

const ACTIONS = { approve: 'Approve', 'send back': 'Send Back to Employee' } as const
const PUT = { 'v1.1': ['exceptions NOPURPOS OVERCAP'], v4: ['exceptions NOPURPOS', 'exceptions OVERCAP'] }

/** What is not as it should be with one report. */
function problemsOf(report: Settled): readonly string[] {
  const { api, decisions, writes, result, toldAccepted, toldByCommand, toldTakenBack } = report
  const problems: string[] = []
  const ids = new Set(decisions.map(({ id }) => id))
  const lost = toldAccepted.filter((id) => !ids.has(id))
  if (lost.length > 0) problems.push(`accepted and lost: ${lost.join(', ')}`)
  if (toldByCommand > 0 && decisions.length === 0) problems.push('accepted by a command and lost')
  for (const { id, state, outcome } of decisions) {
    if (state !== 'carried out' && state !== 'taken back') problems.push(`${id} is ${state}: ${outcome}`)
    if (toldTakenBack.includes(id) && state !== 'taken back')
      problems.push(`${id} was taken back and is ${state}`)
  }
  const carriedOut = decisions.filter(({ state }) => state === 'carried out')
  const withdrawn =
    api === 'v4' && carriedOut.some(({ action }) => action === 'approve') ? ['withdrawn NOPURPOS'] : []
  const expected = [...PUT[api], ...withdrawn, ...carriedOut.map(({ action }) => ACTIONS[action])]
  if (carriedOut.length > 1) problems.push('two decisions were carried out')
  if (writes.join('; ') !== expected.join('; '))
    problems.push(`expected ${expected.join('; ')}, but ${writes.join('; ')} was done`)
  if ((result === 'held') !== (carriedOut.length === 0)) problems.push(`the review is ${result}`)
  return problems
}
