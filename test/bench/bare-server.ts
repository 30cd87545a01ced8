import { createServer } from 'node:http'

// The least that Node can do for a request: what it takes beside this server is the most that the load can ask for.
const server = createServer((req, res) => {
  req.resume().once('end', () => res.writeHead(200, ['Content-Length', '0']).end())
})
server.listen(Number(process.argv[2]), '127.0.0.1', () => process.stdout.write('listening\n'))
process.once('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
})
