import { join } from 'node:path'
import { runCommand } from '../../commands/run-command.ts'
import { until } from '../../connector/until.ts'

/** What the command `review` prints of the demo that runs in that folder. */
export async function reviewInDemo(folder: string, ...args: readonly string[]): Promise<string> {
  const database = `sqlite:${join(folder, 'data', 'demo', 'connector.db')}`
  return (await runCommand(['review', ...args], { DATABASE_URL: database }, folder)).stdout
}

/** Submits a report of that kind in the demo and waits until it is held. @returns The number of its review. */
export async function submitHeld(folder: string, kind: string): Promise<number> {
  const { stdout } = await runCommand(['demo', 'submit', kind], {}, folder)
  const reportId = /"reportId":"([^"]+)"/.exec(stdout)?.[1] ?? ''
  let id: number | undefined
  await until('the report to be held', async () => {
    const list = await reviewInDemo(folder, 'list', '--result', 'held', '--json')
    const lines: readonly { readonly id: number; readonly reportId: string }[] = JSON.parse(list)
    id = lines.find((line) => line.reportId === reportId)?.id
    return id !== undefined
  })
  return id ?? 0
}
