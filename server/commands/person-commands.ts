import type { Command } from 'commander'
import { withDatabase } from './command-options.ts'
import type { CommandContext } from './context.ts'
import type { erasePerson, exportPerson, showPerson } from './person.ts'

/** What is kept of a person: to see it, to hand it out, to erase it. */
export function addPersonCommands(program: Command, context: CommandContext): void {
  const person = program.command('person').description('what is kept of somebody; an admin may ask')
  withPerson(person.command('show <login>'))
    .description('where somebody stands, by login, e-mail address, employee id or id of the user at Concur')
    .action(async (login: string, options: Parameters<typeof showPerson>[2]) =>
      (await import('./person.ts')).showPerson(context, login, options),
    )
  withPerson(person.command('export <login>'))
    .description('everything that is kept of somebody, as JSON')
    .requiredOption('--out <file>', 'where to write it, readable by its owner only')
    .option('--force', 'also over a file that is there')
    .action(async (login: string, options: Parameters<typeof exportPerson>[2]) =>
      (await import('./person.ts')).exportPerson(context, login, options),
    )
  withPerson(person.command('erase <login>'))
    .description('replace somebody by a pseudonym, wherever they stand; it cannot be taken back')
    .option('--dry-run', 'print what would be erased, and what is in the way')
    .option('--rewrite-file', 'SQLite: write the file anew afterwards; nobody else can write meanwhile')
    .action(async (login: string, options: Parameters<typeof erasePerson>[2]) =>
      (await import('./person.ts')).erasePerson(context, login, options),
    )
}

function withPerson(command: Command): Command {
  return withDatabase(command)
    .option(
      '--also <text>',
      'another login, id or address of the same person; may be repeated',
      collected,
      [],
    )
    .option('--as <login>', 'who acts, if it is not whose login types this')
}

function collected(text: string, before: readonly string[]): readonly string[] {
  return [...before, text]
}
