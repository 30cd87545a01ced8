import type { RequestListener } from 'node:http'
import { answerUnavailable } from './answer-unavailable.ts'
import { loginHeaderCheck } from './login/login-header.ts'
import { notify } from './notify.ts'
import type { PublicAppDeps } from './public-express.ts'

/**
 * All that the world can reach: the callout and its connection test, and events. Everything else is 404, always the same one,
 * with or without login. A delivery with the right login takes a straight road past Express, which would cost more
 * than keeping it does; whatever is odd about a request takes the long one, which is loaded when it is needed first.
 */
export function createPublicApp(deps: PublicAppDeps): RequestListener {
  const take = notify(deps)
  const isRightLogin = loginHeaderCheck(deps.credentials)
  let longRoad: Promise<RequestListener> | undefined

  return (req, res) => {
    const { authorization } = req.headers
    const isStraight = req.method === 'POST' && req.url === deps.notifyPath && isRightLogin(authorization)
    longRoad ??= isStraight ? undefined : loadLongRoad()
    const taken = isStraight ? take(req, res) : longRoad?.then((app) => app(req, res))
    taken?.catch((error: unknown) => answerUnavailable(res, error, deps.log))
  }

  async function loadLongRoad(): Promise<RequestListener> {
    try {
      const { createPublicExpress } = await import('./public-express.ts')
      return createPublicExpress(deps, take)
    } catch (error) {
      // The next request tries again.
      longRoad = undefined
      throw error
    }
  }
}
