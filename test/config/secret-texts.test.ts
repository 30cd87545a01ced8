import { expect } from 'chai'
import { loadSettings } from '../../config/load-settings.ts'
import { secretTexts } from '../../config/secret-texts.ts'
import { createLog } from '../../server/log.ts'
import { environmentFor } from '../connector/set-up.ts'
import { loaded } from './settings-folder.ts'

async function secrets(): Promise<readonly string[]> {
  const environment = {
    ...environmentFor('/tmp', 'http://127.0.0.1:9'),
    DATABASE_URL: 'postgres://app:db%2Ds3cret@127.0.0.1/connector',
    ENCRYPTION_KEY: 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=',
  }
  return secretTexts(loaded(await loadSettings({ environment, folder: '/tmp' })).settings)
}

describe('the secrets of the settings', () => {
  it('are all of them, the password of an address too', async () => {
    expect(await secrets()).to.include.members([
      'simulator-secret',
      'simulator-refresh-token',
      'postgres://app:db%2Ds3cret@127.0.0.1/connector',
      'db-s3cret',
      'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=',
    ])
  })

  it('never come into a line of the log, whoever has quoted them', async () => {
    let lines = ''
    const atExit: (() => void)[] = []
    const output = {
      write(more: string) {
        lines += more
      },
      onExit: (flush: () => void) => atExit.push(flush),
    }
    const log = createLog('info', output, await secrets())
    log.warn('somebody.said', { error: new Error('login app:db-s3cret refused'), text: 'simulator-secret' })
    log.info(Buffer.from('simulator-client:simulator-secret').toString('base64'))
    for (const flush of atExit) flush()

    expect(lines).to.include('login app:[secret] refused').and.include('"text":"[secret]"')
    expect(lines).to.not.match(/s3cret|simulator-secret|c2ltdWxhdG9yLXNlY3JldA|aW11bGF0b3Itc2VjcmV0/)
  })
})
