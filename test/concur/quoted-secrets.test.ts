import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect } from 'chai'
import { createHttpClient, type HttpRequest } from '../../server/concur/http.ts'
import { useRealSockets } from '../listeners/real-sockets.ts'

/** What is sent is sent back, with that status. */
async function echoed(status: number, request: Omit<HttpRequest, 'url' | 'method'>): Promise<string> {
  const server = createServer((req, res) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of req) if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk))
      res.writeHead(status, { 'x-quoted': req.headers.authorization ?? '' })
      res.end(`refused: ${JSON.stringify(req.headers)} ${Buffer.concat(chunks).toString()}`)
    })()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const client = createHttpClient(1)
  try {
    const answer = await client.send({ method: 'POST', url: `http://127.0.0.1:${port}/token`, ...request })
    return `${JSON.stringify(answer.headers)} ${Buffer.from(answer.body).toString()}`
  } finally {
    client.close()
    server.close()
  }
}

describe('an answer that quotes what it was sent', () => {
  useRealSockets()
  const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
  const BASIC = `Basic ${Buffer.from('app:client-s3cret').toString('base64')}`

  const requests: Record<string, Omit<HttpRequest, 'url' | 'method'>> = {
    'a token': { headers: { authorization: 'Bearer access-s3cret' } },
    'a login': { headers: { authorization: BASIC } },
    'a key of a vendor': { headers: { 'API-AUTHENTICATION': 'the-key:vendor-s3cret' } },
    'a form': {
      headers: FORM,
      body: 'client_id=app&client_secret=client-s3cret&refresh_token=refresh%2Bs3cret&code=code-s3cret',
    },
  }
  for (const [name, request] of Object.entries(requests)) {
    it(`has lost ${name} when it is an error`, async () => {
      const told = await echoed(400, request)

      expect(told).to.include('refused: ').and.include('[secret]')
      expect(told).to.not.match(/s3cret|YXBwOmNsaWVudC1zM2NyZXQ/)
    })
  }

  it('has lost the token also when it is a 200 that tells of a failure', async () => {
    expect(await echoed(200, { headers: { authorization: 'Bearer access-s3cret' } })).to.not.include('s3cret')
  })

  it('keeps the refresh token that a success gives once more', async () => {
    expect(await echoed(200, { headers: FORM, body: 'refresh_token=refresh-s3cret' })).to.include(
      'refresh_token=refresh-s3cret',
    )
  })
})
