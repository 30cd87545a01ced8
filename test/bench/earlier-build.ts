import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { print } from './figures.ts'
import { temporaryFolder, undoAtEnd } from './leave-nothing.ts'
import { ROOT } from './subjects.ts'

const INSTALL_MS = 600_000

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      dev: z.boolean().optional(),
      optional: z.boolean().optional(),
    }),
  ),
})
type Lock = z.infer<typeof lockSchema>

/**
 * The tree of an earlier commit in a temporary folder, ready to run; gone when this process ends.
 * @returns Its path.
 * @throws {Error} If there is no such commit, or its packages cannot be installed.
 */
export function earlierBuild(commit: string): string {
  const root = join(temporaryFolder('earlier'), 'tree')
  git('worktree', 'add', '--quiet', '--detach', root, commit)
  undoAtEnd(() => git('worktree', 'remove', '--force', root))
  if (runsWith(lockOf(root), lockOf(ROOT))) {
    const packages = join(root, 'node_modules')
    symlinkSync(join(ROOT, 'node_modules'), packages, 'junction')
    // First, so that nothing follows it.
    undoAtEnd(() => rmSync(packages, { force: true }))
  } else {
    print(`the packages of ${commit} differ: npm ci`)
    execFileSync('npm', ['ci', '--omit=dev', '--no-audit', '--no-fund'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: INSTALL_MS,
    })
  }
  return root
}

/** Whether a build runs with the packages of another: all that it needs are there in the same version. */
export function runsWith(needed: Lock, installed: Lock): boolean {
  return Object.entries(needed.packages).every(
    ([path, { version, dev = false, optional = false }]) =>
      path === '' || dev || optional || installed.packages[path]?.version === version,
  )
}

function lockOf(root: string): Lock {
  return lockSchema.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')))
}

function git(...args: readonly string[]): void {
  execFileSync('git', args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] })
}
