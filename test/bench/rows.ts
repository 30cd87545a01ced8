import type { Run } from './arguments.ts'
import type { Measured, RowName } from './targets.ts'

/** Measures a row of the table and prints what it finds. @returns What it has found for its targets. */
export async function measureRow(name: RowName, run: Run): Promise<Measured> {
  const { measure } = await MODULES[name]()
  return measure(run)
}

const MODULES = {
  idle: () => import('./idle.ts'),
  busy: () => import('./busy.ts'),
  beside: () => import('./beside.ts'),
  rate: () => import('./rate.ts'),
  cost: () => import('./cost.ts'),
  memory: () => import('./memory.ts'),
  policy: () => import('./policy.ts'),
  clicks: () => import('./clicks.ts'),
  growth: () => import('./growth.ts'),
} satisfies Record<RowName, unknown>
