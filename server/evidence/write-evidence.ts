import type { KeptPolicy } from '../record/policy-version.ts'
import type { ReviewEvidence } from '../record/review-evidence.ts'
import type { TrailHead } from '../record/trail.ts'
import { type ListedReview, listPage } from './list-page.ts'
import { type File, filesOfReview } from './members-of-review.ts'
import { folderOf } from './paths.ts'
import { policyFiles } from './policy-files.ts'
import { reviewPage } from './review-page.ts'
import { type Gone, policiesOf, whatIsGone } from './what-is-gone.ts'
import { createZip, type Member, type Zip } from './zip.ts'

/** What evidence is written of. */
export interface WantedEvidence {
  /** One at a time, in the order in which they are wanted. */
  readonly reviews: AsyncIterable<ReviewEvidence>
  /** Of one review: its page is the first one. */
  readonly isOne: boolean
  /** In words: `reviews that began from 2026-11-01 to 2026-11-30`. */
  readonly title: string
  readonly policy: (version: string) => Promise<KeptPolicy | undefined>
  /** The end of the trail when this was made: who knows it can tell whether the trail was cut since. */
  readonly trailHead: TrailHead
  readonly madeAt: Date
  readonly madeBy: string
}

/** What was written. */
export interface WrittenEvidence {
  readonly reviews: number
  /** Of which not all was kept. */
  readonly incomplete: number
  readonly bytes: number
  /** Of the zip. */
  readonly sha256: string
}

/** Of `manifest.json`. */
const FORMAT = 'concur-connector evidence 1'

/**
 * Writes evidence as a zip: for each review its page, its documents and all that is known as JSON, the policies that
 * judged, and a manifest with the SHA-256 of each file. One review is in memory at a time, and a line of each.
 * @param write Gets the zip piece by piece, the next one when it has resolved.
 * @throws What reading the reviews or writing throws.
 */
export async function writeEvidence(
  write: (piece: Uint8Array) => Promise<unknown>,
  wanted: WantedEvidence,
): Promise<WrittenEvidence> {
  const zip = createZip(write, wanted.madeAt)
  try {
    return await fill(zip, wanted)
  } catch (error) {
    await zip.abort()
    throw error
  }
}

async function fill(zip: Zip, wanted: WantedEvidence): Promise<WrittenEvidence> {
  const members: Member[] = []
  const listed: ListedReview[] = []
  /** Whether each version is kept. */
  const policies = new Map<string, boolean>()
  for await (const evidence of wanted.reviews) {
    for (const version of policiesOf(evidence)) {
      if (policies.has(version)) continue
      const policy = await wanted.policy(version)
      policies.set(version, policy !== undefined)
      if (policy !== undefined) members.push(...(await addAll(zip, policyFiles(policy))))
    }
    const isKept = (version: string) => policies.get(version) === true
    const gone = whatIsGone(evidence, isKept)
    members.push(...(await addReview(zip, evidence, wanted, { gone, isKept })))
    listed.push({ ...lineOf(evidence), gone })
  }
  if (!wanted.isOne)
    members.push(
      await zip.add(
        'index.html',
        listPage(
          listed.toSorted((a, b) => a.id - b.id),
          wanted,
        ),
      ),
    )
  await zip.add('manifest.json', manifestOf(wanted, listed, policies, members))
  const incomplete = listed.filter(({ gone }) => gone.length > 0).length
  return { reviews: listed.length, incomplete, ...(await zip.close()) }
}

async function addReview(
  zip: Zip,
  evidence: ReviewEvidence,
  { isOne, madeAt }: WantedEvidence,
  about: { readonly gone: readonly Gone[]; readonly isKept: (version: string) => boolean },
): Promise<readonly Member[]> {
  const members = await addAll(zip, await filesOfReview(evidence, about.gone))
  const to = (path: string) => (isOne ? path : `../../${path}`)
  const content = await reviewPage(evidence, { ...about, members, to, madeAt })
  const path = isOne ? 'index.html' : `${folderOf(evidence.record.review.id)}/index.html`
  return [...members, await zip.add(path, content)]
}

async function addAll(zip: Zip, files: readonly File[]): Promise<readonly Member[]> {
  const members: Member[] = []
  for (const { path, content } of files) members.push(await zip.add(path, content))
  return members
}

/** No more than that stays in memory of a review that is written. */
function lineOf({ record: { review } }: ReviewEvidence): Omit<ListedReview, 'gone'> {
  const { id, objectType, reportId, reportName, employee, total, currency, result, decidedBy } = review
  const { policyVersion, startedAt, finishedAt } = review
  const object = { id, objectType, reportId, reportName, employee, total, currency }
  return { ...object, result, decidedBy, policyVersion, startedAt, finishedAt }
}

function manifestOf(
  { title, madeAt, madeBy, trailHead }: WantedEvidence,
  listed: readonly ListedReview[],
  policies: ReadonlyMap<string, boolean>,
  members: readonly Member[],
): string {
  const manifest = {
    format: FORMAT,
    title,
    madeAt,
    madeBy,
    trailHead,
    reviews: listed.map(({ id }) => id),
    policies: [...policies].map(([version, isKept]) => ({ version, isKept })),
    gone: listed.flatMap(({ id, gone }) => gone.map((each) => ({ review: id, ...each }))),
    files: members,
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}
