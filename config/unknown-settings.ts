import { editDistance } from './edit-distance.ts'
import type { SettingSource } from './setting-sources.ts'
import { WEB_CONFIG } from './setting-sources.ts'
import { fileNameOf, SETTING_NAMES } from './settings.ts'

/** Every name that means something to us, `NAME_FILE` included. */
const KNOWN_NAMES: readonly string[] = [
  ...SETTING_NAMES,
  ...SETTING_NAMES.flatMap((name) => fileNameOf(name) ?? []),
  WEB_CONFIG,
]

/** `CONNECTOR_`, `CONCUR_`, `TLS_` ...: a name that begins like this was meant for us. */
const PREFIXES = new Set(
  SETTING_NAMES.filter((name) => name.includes('_')).map((name) => `${name.split('_')[0]}_`),
)

/**
 * Names in `web.config` and `.env` that look like a slip of the pen: they begin like a setting of ours, are the
 * beginning of one, or differ from one by two letters at most. Other programs' names are left alone.
 * @returns One sentence per name, such as `CONCUR_MODE in .env is not a setting; did you mean MODE?`.
 */
export function unknownNameWarnings(sources: readonly SettingSource[]): string[] {
  return sources.flatMap(({ origin, names }) =>
    names.flatMap((name) => {
      const meant = likelyMeant(name)
      return meant === undefined ? [] : [`${name} in ${origin} is not a setting; did you mean ${meant}?`]
    }),
  )
}

function likelyMeant(name: string): string | undefined {
  if (KNOWN_NAMES.includes(name)) return undefined
  const upper = name.toUpperCase()
  if (KNOWN_NAMES.includes(upper)) return upper
  const completed = KNOWN_NAMES.find((known) => known.startsWith(`${upper}_`))
  if (completed !== undefined) return completed
  const [nearest] = KNOWN_NAMES.map((known) => ({ known, distance: editDistance(upper, known) })).sort(
    (one, other) => one.distance - other.distance,
  )
  if (nearest === undefined) return undefined
  // Two letters of four are no likeness: TZ is not meant to be TLS.
  const limit = nearest.known.length <= 4 ? 1 : 2
  const hasOurPrefix = [...PREFIXES].some((prefix) => upper.startsWith(prefix))
  return hasOurPrefix || nearest.distance <= limit ? nearest.known : undefined
}
