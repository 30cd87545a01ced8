import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { readPlainFile, rememberingReader } from '../../server/timers/plain-file.ts'

async function refusal(path: string): Promise<string> {
  return String(await readPlainFile(path, 1000).catch((error: unknown) => error))
}

describe('reading a plain file', () => {
  let folder = ''
  const file = () => join(folder, 'file')
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plain-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('takes no folder, pipe or device, and waits for none', async () => {
    await mkdir(file())
    execFileSync('mkfifo', [join(folder, 'pipe')])

    expect(await refusal(file())).to.include('is a folder')
    expect(await refusal(join(folder, 'pipe'))).to.include('is no plain file')
    expect(await refusal('/dev/zero')).to.include('is no plain file')
    expect(await refusal(join(folder, 'none'))).to.include('ENOENT')
  })

  it('takes as much as it may, and says how much is too much', async () => {
    await writeFile(file(), 'x'.repeat(1000))
    expect(await readPlainFile(file(), 1000)).to.have.length(1000)
    await writeFile(file(), 'x'.repeat(2_500_000))
    expect(await refusal(file())).to.include('has 2.5 MB, and at most 0.001 MB are read')
  })

  it('again and again reads only what was changed', async () => {
    let reads = 0
    const read = rememberingReader((bytes) => {
      reads += 1
      return bytes.toString()
    })
    const long = new Date(Date.now() - 3_600_000)
    await writeFile(file(), 'one')
    // Changed so shortly before, it may change again under the same time.
    expect([await read(file(), 100), await read(file(), 100), reads]).to.deep.equal(['one', 'one', 2])

    await new Promise((resolve) => setTimeout(resolve, 2100))
    expect([await read(file(), 100), await read(file(), 100), reads]).to.deep.equal(['one', 'one', 3])

    await writeFile(join(folder, 'other'), 'two')
    await utimes(join(folder, 'other'), long, long)
    await rename(join(folder, 'other'), file())
    expect(await read(file(), 100)).to.equal('two')
  })
})
