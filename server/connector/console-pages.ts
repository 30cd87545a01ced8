import type { Settings } from '../../config/settings.ts'
import { createPages } from '../../routes/console/pages.ts'
import { readAssets } from '../console/assets.ts'
import { createRenderer } from '../console/render.ts'
import { createSignIn } from '../console/sign-in.ts'
import { createSessions } from '../store/people/sessions.ts'
import type { Foundation } from './foundation.ts'

const MINUTE_MS = 60_000

/** The pages of the console, of the parts that are there. */
export function consolePages(
  settings: Settings,
  { db, log, now }: Pick<Foundation, 'db' | 'log' | 'now'>,
): ReturnType<typeof createPages> {
  const assets = readAssets()
  const sessions = createSessions(db, {
    idleMs: settings.SESSION_IDLE_MINUTES * MINUTE_MS,
    absoluteMs: settings.SESSION_HOURS * 60 * MINUTE_MS,
  })
  return createPages({
    assets,
    renderer: createRenderer(assets, settings.TIME_ZONE),
    sessions,
    signIn: createSignIn({ db, sessions, log, now }),
    log,
    now,
  })
}
