import { parsePolicyTexts } from '../../policy/file/parse-policy.ts'
import { PolicyError } from '../../policy/file/policy-error.ts'
import type { Policy } from '../../policy/policy.ts'
import { isSmall, sizeOf } from '../../policy-file/read-aside.ts'
import type { KeptPolicy } from '../../record/policy-version.ts'
import type { UnreadPolicy } from '../../review/judging-thread.ts'

/** Policies by their version, those that were used last. */
export interface PolicyShelf {
  /**
   * @param find Asked for what does not stand here.
   * @returns Unread if it is large, for reading it takes long. Nothing if it cannot be read: a connector of another version
   * may have had kinds of rules that are none here.
   */
  readonly take: (version: string, find: () => Promise<KeptPolicy | undefined>) => Promise<Standing>
}

type Standing = Policy | UnreadPolicy | undefined

const MAX_POLICIES = 8
/** In all of them; of one that is larger, there is one. */
const MAX_CHARACTERS = 40_000_000

/** An empty one. */
export function createPolicyShelf(): PolicyShelf {
  /** The one that was used last is the last. */
  const standing = new Map<string, { readonly policy: Promise<Standing>; characters: number }>()
  return {
    take(version, find) {
      const place = standing.get(version) ?? { policy: put(version, find), characters: 0 }
      standing.delete(version)
      standing.set(version, place)
      return place.policy
    },
  }

  async function put(version: string, find: () => Promise<KeptPolicy | undefined>): Promise<Standing> {
    try {
      const kept = await find()
      if (kept === undefined) throw new Error(`policy ${version} is not kept any more`)
      const texts = { file: kept.name, ...kept.texts }
      const place = standing.get(version)
      if (place !== undefined) place.characters = sizeOf(texts)
      makeRoom()
      return isSmall(texts) ? readable(texts) : { version, texts }
    } catch (error) {
      standing.delete(version)
      throw error
    }
  }

  function makeRoom(): void {
    for (const [version] of [...standing].slice(0, -1)) {
      const characters = [...standing.values()].reduce((sum, each) => sum + each.characters, 0)
      if (standing.size <= MAX_POLICIES && characters <= MAX_CHARACTERS) return
      standing.delete(version)
    }
  }
}

function readable(texts: Parameters<typeof parsePolicyTexts>[0]): Policy | undefined {
  try {
    return parsePolicyTexts(texts)
  } catch (error) {
    if (error instanceof PolicyError) return undefined
    throw error
  }
}
