// Loaded into a connector with `--import`: answers each message with the longest turn of its event loop since the last
// one, in milliseconds of the main thread's processor time, so that other processes do not count.
import { isMainThread } from 'node:worker_threads'

let usedMs = processorMs()
let longestMs = 0
// Threads load it too.
if (isMainThread) {
  setInterval(look, 1).unref()
  process.on('message', () => {
    process.send?.(longestMs)
    longestMs = 0
  })
  process.channel?.unref()
}

function look(): void {
  const now = processorMs()
  longestMs = Math.max(longestMs, now - usedMs)
  usedMs = now
}

function processorMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
