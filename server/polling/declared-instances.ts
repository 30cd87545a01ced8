import { hash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse, YAMLError } from 'yaml'
import type { Log } from '../log.ts'
import type { StoredInstance } from '../record/instance-line.ts'
import { FILE_GONE, type Instances } from '../store/polling/instances.ts'
import { repeat, type Timer } from '../timers/repeat.ts'
import type { InstanceManager } from './manage-instances.ts'

/** What declaring needs. */
export interface DeclareDeps {
  /** `INSTANCES_DIR`. */
  readonly folder: string
  readonly instances: Instances
  readonly manager: InstanceManager
  readonly everyMs: number
  readonly log: Log
  readonly now: () => Date
}

const MAX_BYTES = 262_144

/**
 * Keeps the instances that files declare: one file each, the body of `POST /instances` as JSON or YAML. A file that is
 * new or was changed takes effect at the next look; one with mistakes is logged once, and what was there before stays.
 * An instance whose file is gone is not polled any more, and keeps how far it was read.
 */
export function watchDeclaredInstances(deps: DeclareDeps): Timer {
  /** What each file held when it was last used or refused. */
  const seen = new Map<string, string>()
  return repeat(async () => {
    try {
      await declareAll(deps, seen)
    } catch (error) {
      deps.log.error('instances.not-read', { error: error instanceof Error ? error.message : String(error) })
    }
    return deps.everyMs
  }, 0)
}

/** Looks once. @param seen See {@link watchDeclaredInstances}. */
async function declareAll(deps: DeclareDeps, seen: Map<string, string>): Promise<void> {
  const { folder, instances, log, now } = deps
  const files = (await readdir(folder)).filter((name) => /^[^.].*\.(json|ya?ml)$/i.test(name)).toSorted()
  const known = (await instances.list()).flatMap((instance) =>
    instance.file === undefined ? [] : [{ ...instance, file: instance.file }],
  )
  for (const file of files)
    await declareOne(
      deps,
      file,
      seen,
      known.find((each) => each.file === file),
    )
  for (const { id, file } of known.filter((each) => !files.includes(each.file))) {
    seen.delete(file)
    if (await instances.disable(id, FILE_GONE, now())) {
      log.warn('instance.disabled', { instance: id, file, reason: FILE_GONE })
    }
  }
}

async function declareOne(
  { folder, manager, log, now }: DeclareDeps,
  file: string,
  seen: Map<string, string>,
  known: StoredInstance | undefined,
): Promise<void> {
  const text = await readFile(join(folder, file), 'utf8')
  const digest = hash('sha256', text)
  const isBack = known?.disabled?.reason === FILE_GONE
  if (seen.get(file) === digest && !isBack) return
  seen.set(file, digest)
  const body = bodyOf(text)
  const declared = body.ok
    ? await manager.declare(file, known, body.value, now())
    : { ok: false as const, problems: [body.problem] }
  if (!declared.ok) {
    log.error('instance.refused', { file, problems: declared.problems })
    return
  }
  if (isBack) await manager.enable(declared, false, now())
  log.info('instance.declared', { file, instance: declared.stored.id, warnings: declared.warnings })
}

type Body = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string }

/** YAML takes JSON as well. */
function bodyOf(text: string): Body {
  if (text.length > MAX_BYTES) return { ok: false, problem: `it is larger than ${MAX_BYTES} bytes` }
  try {
    return { ok: true, value: parse(text) }
  } catch (error) {
    if (error instanceof YAMLError) return { ok: false, problem: error.message }
    throw error
  }
}
