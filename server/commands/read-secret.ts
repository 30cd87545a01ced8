import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { ReadStream } from 'node:tty'
import { CommandFailure } from './context.ts'

/**
 * Asks for a secret that somebody chooses. At a terminal it is typed twice and not shown; otherwise it is the first line
 * of what comes in.
 * @param shown Where the questions go.
 * @throws {CommandFailure} If the two differ.
 */
export async function readNewSecret(
  what: string,
  input: NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY'>>,
  shown: NodeJS.WritableStream,
): Promise<string> {
  if (input.isTTY !== true) return (await text(input)).split(/\r?\n/, 1)[0] ?? ''
  const first = await ask(`${what}: `, input, shown)
  const second = await ask(`${what} once more: `, input, shown)
  if (first !== second) throw new CommandFailure(`the two are not the same: the ${what} stays as it was`)
  return first
}

async function ask(
  question: string,
  input: NodeJS.ReadableStream,
  shown: NodeJS.WritableStream,
): Promise<string> {
  shown.write(question)
  // What is typed is repeated here, where nobody sees it.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input, output: nowhere, terminal: true })
  try {
    return await lines.question('')
  } catch (cause) {
    throw new CommandFailure('nothing was changed', 1, { cause })
  } finally {
    lines.close()
    shown.write('\n')
  }
}
