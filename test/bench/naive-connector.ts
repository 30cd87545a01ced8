import express from 'express'
import basicAuth from 'express-basic-auth'
import helmet from 'helmet'
import { parseStringPromise } from 'xml2js'

// What is measured against: the connector that one writes in an afternoon. It answers 200 from memory and keeps nothing.
const app = express()
app.use(helmet())
app.use(basicAuth({ users: { 'bench-connector': 'bench-password' }, challenge: true }))
app.use(express.text({ type: () => true }))
app.post('/concur/v1.0/notify', async (req, res) => {
  const document: unknown = await parseStringPromise(String(req.body))
  if (typeof document !== 'object') throw new Error('not a notification')
  res.sendStatus(200)
})
const server = app.listen(Number(process.argv[2]), '127.0.0.1', () => process.stdout.write('listening\n'))
process.once('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
})
