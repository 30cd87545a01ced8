import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { skipWithout } from '../support/skip.ts'

const run = promisify(execFile)

/** The command `openssl` in a folder of its own, where it leaves its files. */
export interface Openssl {
  readonly path: (name: string) => string
  /** @param args Relative names are files of the folder. @returns What it printed; it has nothing to read. */
  run(...args: readonly string[]): Promise<string>
  /**
   * Makes `<name>.crt` and `<name>.key`, P-256, valid for thirty days.
   * @param issuer The name of the one that signs it; absent: itself.
   * @returns The certificate as PEM.
   */
  certificate(
    name: string,
    subject: string,
    extensions: readonly string[],
    issuer?: string,
    more?: readonly string[],
  ): Promise<string>
}

/**
 * Call in a suite, which is skipped where there is no openssl.
 * @param prepare What is done with it before the tests.
 */
export function useOpenssl(prepare: () => Promise<void>): Openssl {
  let folder = ''
  const call = async (...args: readonly string[]) => {
    const running = run('openssl', args, { cwd: folder })
    running.child.stdin?.end()
    return (await running).stdout
  }
  const openssl: Openssl = {
    path: (name) => join(folder, name),
    run: call,
    async certificate(name, subject, extensions, issuer, more = []) {
      const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`]
      const signer = issuer === undefined ? [] : ['-CA', `${issuer}.crt`, '-CAkey', `${issuer}.key`]
      const added = extensions.flatMap((extension) => ['-addext', extension])
      const start = ['req', '-x509', '-config', 'empty.cnf', '-days', '30', '-subj', subject]
      await call(...start, ...key, ...signer, ...added, ...more, '-out', `${name}.crt`)
      return readFile(join(folder, `${name}.crt`), 'utf8')
    },
  }

  before(async function () {
    await run('openssl', ['version']).catch(() => skipWithout('openssl', this))
    folder = await mkdtemp(join(tmpdir(), 'connector-openssl-'))
    // Without the extensions that the configuration of the machine would add.
    await writeFile(join(folder, 'empty.cnf'), '[req]\ndistinguished_name = dn\n[dn]\n')
    await prepare()
  })
  after(async () => {
    if (folder !== '') await rm(folder, { recursive: true })
  })
  return openssl
}
