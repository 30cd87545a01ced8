import type { RequestListener } from 'node:http'
import { answerText } from './answer-text.ts'

/**
 * A listener's app that is loaded when the first request comes, which waits for it: most processes that listen are never
 * asked. One that could not be loaded is tried again with the next request.
 * @param failed Told why it could not be loaded; the request has been answered with 503.
 */
export function loadWhenAsked(
  load: () => Promise<RequestListener>,
  failed: (error: unknown) => void,
): RequestListener {
  let loading: Promise<RequestListener> | undefined
  let app: RequestListener | undefined

  async function loadAndAnswer(...[req, res]: Parameters<RequestListener>): Promise<void> {
    try {
      loading ??= load()
      app = await loading
    } catch (error) {
      loading = undefined
      failed(error)
      answerText(res, 503, 'not ready, try again')
      return
    }
    app(req, res)
  }

  return (req, res) => {
    if (app === undefined) void loadAndAnswer(req, res)
    else app(req, res)
  }
}
