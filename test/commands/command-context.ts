import { tmpdir } from 'node:os'
import type { CommandContext } from '../../server/commands/context.ts'

/**
 * What a command is run with in a test, and what it has printed.
 * @param secret What is typed when it asks for one.
 * @param answers What somebody types at its questions, one after the other; without them nobody types.
 */
export function commandContext(
  environment: Readonly<Record<string, string>>,
  // By default one where there are no settings.
  folder: string = tmpdir(),
  secret = '',
  answers?: readonly string[],
): CommandContext & { readonly printed: () => string } {
  const lines: string[] = []
  const written: string[] = []
  const typed = [...(answers ?? [])]
  return {
    environment,
    folder,
    print: (text) => lines.push(text),
    write: (text) => {
      written.push(text)
      return Promise.resolve()
    },
    progress: () => Promise.resolve({ step: () => undefined, stop: () => undefined }),
    logOutput: { write: () => undefined, onExit: () => undefined },
    login: () => 'root',
    ...(answers !== undefined && { ask: () => Promise.resolve(typed.shift()) }),
    readNewSecret: () => Promise.resolve(secret),
    stopRequested: () => Promise.resolve('nobody'),
    printed: () => lines.join('\n') + written.join(''),
  }
}
