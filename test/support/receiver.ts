import { openDatabase } from '../../server/store/database.ts'
import { createInbox } from '../../server/store/inbox/inbox.ts'
import { callout, RAW } from '../store/notifications.ts'

// A process of its own: `receiver.ts FILE same|different COUNT`. It opens the inbox in the file and receives the same
// callout or different ones; each receipt is printed as one JSON line after it has resolved.
const [path = '', reports, count] = process.argv.slice(2)

const db = await openDatabase(`sqlite:${path}`)
const inbox = createInbox(db)
for (let received = 0; received < Number(count); received += 1) {
  const name = reports === 'same' ? 'nSame' : `n${process.pid}x${received}`
  const receipt = await inbox.receive(callout(name), RAW, new Date())
  process.stdout.write(`${JSON.stringify(receipt)}\n`)
}
await db.destroy()
