import { expect } from 'chai'
import { watchFiles } from '../../server/timers/watch-files.ts'
import { eventually } from '../listeners/eventually.ts'

/** What each look finds, one after the other; the last one is found for ever. An error is thrown. */
async function told(looks: readonly (string | Error)[], use: (text: string) => void = () => undefined) {
  const heard: string[] = []
  let number = 0
  const stop = watchFiles({
    read() {
      const found = looks[Math.min(number, looks.length - 1)] ?? ''
      number += 1
      return found instanceof Error ? Promise.reject(found) : Promise.resolve({ text: found })
    },
    inUse: { text: 'one' },
    everyMs: 1,
    use({ text }) {
      use(text)
      heard.push(text)
    },
    refuse: (error) => heard.push(String(error)),
  })
  await eventually(() => number > looks.length + 2)
  stop()
  return { heard, looks: () => number }
}

const gone = () => new Error('it is gone')

describe('files that are watched', () => {
  const cases: readonly [string, readonly (string | Error)[], readonly string[]][] = [
    ['say nothing while they stay as they are', ['one'], []],
    ['are used when they have changed', ['one', 'two'], ['two']],
    ['are used each time', ['two', 'two', 'one', 'one'], ['two', 'one']],
    ['are not used while they are being written', ['t', 'tw', 'two'], ['two']],
    ['are not used when they are soon what they were', ['two', 'one'], []],
    ['are refused once while they cannot be read', [gone(), gone(), gone()], ['Error: it is gone']],
    ['are not refused when they are soon back', [gone(), 'one'], []],
    ['are used when they are back', [gone(), gone(), 'one'], ['Error: it is gone', 'one']],
  ]
  for (const [what, looks, heard] of cases) {
    it(what, async () => {
      expect((await told(looks)).heard).to.deep.equal(heard)
    })
  }

  it('are refused once when what they hold cannot be used, and used when they are put right', async () => {
    const { heard } = await told(['bad', 'bad', 'bad', 'two'], (text) => {
      if (text === 'bad') throw new Error('this is no policy')
    })

    expect(heard).to.deep.equal(['Error: this is no policy', 'two'])
  })

  it('are not looked at any more after the end of the watch', async () => {
    const { looks } = await told(['one'])
    const before = looks()
    await new Promise((resolve) => setTimeout(resolve, 20))

    expect(looks()).to.equal(before)
  })
})
