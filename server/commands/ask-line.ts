import { createInterface } from 'node:readline/promises'

/** Asks for a line at a terminal. @returns Nothing if the input ends, or is interrupted, before there is one. */
export async function askLine(
  question: string,
  input: NodeJS.ReadableStream,
  shown: NodeJS.WritableStream,
): Promise<string | undefined> {
  const lines = createInterface({ input, output: shown })
  const ended = new AbortController()
  lines.once('close', () => ended.abort())
  try {
    return await lines.question(question, { signal: ended.signal })
  } catch {
    return undefined
  } finally {
    lines.close()
  }
}
