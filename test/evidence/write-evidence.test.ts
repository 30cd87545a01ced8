import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect } from 'chai'
import { type WantedEvidence, writeEvidence } from '../../server/evidence/write-evidence.ts'
import type { KeptPolicy } from '../../server/record/policy-version.ts'
import type { ReviewEvidence } from '../../server/record/review-evidence.ts'
import { rejectionOf } from '../store/rejection.ts'
import { buildEvidence, buildLine, DECIDED } from './build-evidence.ts'
import { expectManifestOf, jsonOf, textOf, type Unzipped, unzip } from './unzip.ts'

const SCRIPT = '<script>alert("1")</script>'
const MADE = new Date('2026-11-29T08:00:00Z')

describe('evidence', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evidence-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('of one review has its page first, and all files with their hashes', async () => {
    const files = await written([buildEvidence()], { isOne: true })

    expect([...files.keys()]).to.deep.equal([
      'reviews/12/review.json',
      'reviews/12/reading-1.xml',
      'reviews/12/notification-7.xml',
      'index.html',
      'manifest.json',
    ])
    expectManifestOf(files)
    expect(textOf(files, 'reviews/12/reading-1.xml')).to.equal('<Report/>')
    expect(textOf(files, 'index.html'))
      .to.include('href="reviews/12/reading-1.xml"')
      .and.include('129.00 USD')
    const { files: _files, ...manifest } = Object(jsonOf(files, 'manifest.json'))
    expect(manifest).to.deep.equal({
      format: 'concur-connector evidence 1',
      title: 'review 12',
      madeAt: '2026-11-29T08:00:00.000Z',
      madeBy: 'ada@example.com',
      trailHead: { number: 3, hash: 'ff' },
      reviews: [12],
      policies: [{ version: 'aaaaaaaaaaaa', isKept: false }],
      gone: [
        {
          review: 12,
          what: 'text of the policy aaaaaaaaaaaa',
          why: 'it judged before versions of the policy were kept',
        },
      ],
    })
  })

  it('of several has a list with a sum for each currency, exact, the oldest first', async () => {
    const files = await written([
      reviewOf({ id: 3, total: '0.30000000', currency: 'EUR' }),
      reviewOf({ id: 2, total: '0.10000000' }),
      reviewOf({ id: 1, total: '0.20000000', result: 'sent back' }),
    ])

    const list = textOf(files, 'index.html')
    expect(list).to.include('<dt>Totals</dt><dd>0.30 USD, 0.30 EUR</dd>')
    expect(list).to.include('<dt>– sent back</dt><dd>1</dd>')
    const linked = Array.from(list.matchAll(/href="(reviews[^"]+)"/g), ([, path]) => path)
    expect(linked).to.deep.equal(['reviews/1/index.html', 'reviews/2/index.html', 'reviews/3/index.html'])
    expect(textOf(files, 'reviews/2/index.html')).to.include('href="../../reviews/2/reading-1.xml"')
    expectManifestOf(files)
  })

  it('has each policy that judged once, under names that cannot lead anywhere else', async () => {
    const lists = new Map([
      ['../../etc/passwd', 'a'],
      ['C:\\lists\\Städte.csv', 'b'],
      ['..', 'c'],
    ])
    const policy = { version: 'aaaaaaaaaaaa', name: 'Travel', keptAt: MADE, texts: { text: 'rules', lists } }
    const files = await written([reviewOf({ id: 1 }), reviewOf({ id: 2 })], { policies: [policy] })

    const folderOf = 'policies/aaaaaaaaaaaa'
    expect([...files.keys()].filter((path) => path.startsWith('policies/'))).to.deep.equal([
      `${folderOf}/policy.yaml`,
      `${folderOf}/policy.json`,
      `${folderOf}/list-1-passwd`,
      `${folderOf}/list-2-St_dte.csv`,
      `${folderOf}/list-3-_`,
    ])
    expect(jsonOf(files, `${folderOf}/policy.json`)).to.have.deep.property('lists', [
      { name: '../../etc/passwd', file: `${folderOf}/list-1-passwd` },
      { name: 'C:\\lists\\Städte.csv', file: `${folderOf}/list-2-St_dte.csv` },
      { name: '..', file: `${folderOf}/list-3-_` },
    ])
    expect(textOf(files, 'reviews/2/index.html')).to.include(`href="../../${folderOf}/policy.yaml"`)
  })

  it('runs no script and loads nothing, whatever stands in a report', async () => {
    const finding = {
      rule: SCRIPT,
      object: { type: 'Entry', id: SCRIPT, label: SCRIPT },
      observed: SCRIPT,
      limit: SCRIPT,
      severity: SCRIPT,
      exceptionCode: SCRIPT,
      message: SCRIPT,
      enforce: 'act',
    }
    const decided = {
      ...DECIDED,
      summary: SCRIPT,
      detail: { ...Object(DECIDED.detail), findings: [finding] },
    }
    const line = buildLine({
      reportId: SCRIPT,
      reportName: SCRIPT,
      employee: SCRIPT,
      reason: SCRIPT,
      stepName: SCRIPT,
      currency: SCRIPT,
    })
    const evidence = buildEvidence()
    const call = { at: MADE, kind: 'call', summary: SCRIPT, detail: { reply: SCRIPT } }
    const effect = {
      id: 1,
      reviewId: 12,
      kind: 'workflow',
      state: 'confirmed',
      content: { kind: 'workflow', action: 'Send Back to Employee', comment: SCRIPT, path: '/' },
      plannedAt: MADE,
      sentAt: MADE,
      settledAt: MADE,
      reason: SCRIPT,
    }
    const record = { ...evidence.record, review: line, events: [decided, call], effects: [effect] }
    const files = await written([{ ...evidence, record }, reviewOf({ id: 13 })])

    for (const path of ['index.html', 'reviews/12/index.html']) {
      const page = textOf(files, path)
      expect(page)
        .to.include('&lt;script&gt;')
        .and.not.match(/<script|src=|https?:|javascript:/i)
      expect(page).to.include(`content="default-src 'none'; style-src 'unsafe-inline'"`)
    }
  })

  it('shows a decision that it cannot read as it was kept', async () => {
    const { record, ...rest } = buildEvidence()
    const events = [{ ...DECIDED, detail: { policyVersion: 'aaaaaaaaaaaa', verdict: 'of an older form' } }]
    const files = await written([{ ...rest, record: { ...record, events } }], { isOne: true })

    expect(textOf(files, 'index.html')).to.include('of an older form')
  })

  it('has one review in memory: the next one is asked for when that is written', async () => {
    const isFree = Promise.withResolvers<void>()
    const asked: number[] = []
    const reviews = (async function* () {
      for (const id of [1, 2, 3, 4]) {
        asked.push(id)
        const readings = [{ at: MADE, summary: 'read', document: randomBytes(1_000_000) }]
        yield await Promise.resolve({ ...reviewOf({ id }), readings })
      }
    })()
    const writing = writeEvidence(() => isFree.promise, { ...wanted([]), reviews })
    for (let turn = 0; turn < 1000; turn += 1) await nextTurn()
    expect(asked).to.deep.equal([1])

    isFree.resolve()
    expect(await writing).to.include({ reviews: 4 })
    expect(asked).to.deep.equal([1, 2, 3, 4])
  })

  it('fails with what reading a review fails with', async () => {
    const failed = new Error('the database is gone')
    const reviews = (async function* (): AsyncGenerator<ReviewEvidence> {
      yield buildEvidence()
      await Promise.resolve()
      throw failed
    })()

    expect(await rejectionOf(writeEvidence(() => Promise.resolve(), { ...wanted([]), reviews }))).to.equal(
      failed,
    )
  })

  async function written(
    reviews: readonly ReviewEvidence[],
    {
      isOne = false,
      policies = [],
    }: { readonly isOne?: boolean; readonly policies?: readonly KeptPolicy[] } = {},
  ): Promise<Unzipped> {
    const pieces: Uint8Array[] = []
    await writeEvidence((piece) => Promise.resolve(pieces.push(piece)), {
      ...wanted(reviews, policies),
      isOne,
    })
    const path = join(folder, 'evidence.zip')
    await writeFile(path, Buffer.concat(pieces))
    return unzip(path)
  }
})

function wanted(reviews: readonly ReviewEvidence[], policies: readonly KeptPolicy[] = []): WantedEvidence {
  return {
    reviews: (async function* () {
      yield* reviews
    })(),
    isOne: false,
    title: 'review 12',
    policy: (version) => Promise.resolve(policies.find((each) => each.version === version)),
    trailHead: { number: 3, hash: 'ff' },
    madeAt: MADE,
    madeBy: 'ada@example.com',
  }
}

function reviewOf(changes: Parameters<typeof buildLine>[0]): ReviewEvidence {
  const { record, ...rest } = buildEvidence()
  return { ...rest, record: { ...record, review: buildLine(changes) } }
}
