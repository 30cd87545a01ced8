import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, open, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { between, type ChaosFault, type StorageChaos } from './fault.ts'

const run = promisify(execFile)

const DISK = '192m'
const FILES = ['connector.db', 'connector.db-arrivals'].flatMap((file) => [
  file,
  `${file}-wal`,
  `${file}-shm`,
])
const MIB = Buffer.alloc(1 << 20)

/** A database file on a disk of its own where this machine lets us mount one; else the disk is never full. */
export async function sqliteChaos(): Promise<StorageChaos> {
  const folder = await mkdtemp(join(tmpdir(), 'chaos-'))
  const isMounted = await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'chaos', folder]).then(
    () => true,
    () => false,
  )
  const away = join(folder, 'away')
  await mkdir(away)
  let isAway = false

  const vanished: ChaosFault = {
    kind: 'database file gone',
    async strike(random) {
      isAway = true
      const moved = await moveAll(folder, away)
      await sleep(between(200, 3000, random))
      await Promise.all(moved.map((file) => rename(join(away, file), join(folder, file))))
      isAway = false
    },
  }
  const full: ChaosFault = {
    kind: 'disk full',
    async strike(random) {
      const filler = join(folder, 'filler')
      await fill(filler)
      await sleep(between(200, 3000, random))
      await rm(filler)
    },
  }
  return {
    settings: { DATABASE_URL: `sqlite:${join(folder, 'connector.db')}` },
    folder,
    place: isMounted ? [vanished, full] : [vanished],
    mayStart: () => !isAway,
    url: () => `sqlite:${join(folder, 'connector.db')}`,
    async remove() {
      if (isMounted) await run('umount', [folder])
      await rm(folder, { recursive: true })
    },
  }
}

/** @returns Those that were there. */
async function moveAll(from: string, to: string): Promise<readonly string[]> {
  const moved = await Promise.all(
    FILES.map((file) =>
      rename(join(from, file), join(to, file)).then(
        () => [file],
        () => [],
      ),
    ),
  )
  return moved.flat()
}

/** Until nothing more goes in. */
async function fill(path: string): Promise<void> {
  const file = await open(path, 'w')
  try {
    for (let size = MIB.length; size > 0; ) {
      try {
        await file.write(MIB, 0, size)
      } catch {
        size >>= 1
      }
    }
  } finally {
    await file.close()
  }
}
