import { REFUSALS, type Refusal, type RefusingService } from './refusals.ts'

const INTRODUCTION = `<!-- Written by \`npm run docs\` from server/concur/refusals.ts: change it there. -->

# What Concur refuses, and who has to act

When Concur refuses to move a report or a request on, it says why with a code. The connector shows the code with the sentence
below. A code that is not here is shown as Concur wrote it. Nothing that was refused is sent again by itself, unless the last
column says so; \`review retry\` does it once somebody has acted.
`

const TITLES: Readonly<Record<RefusingService, string>> = {
  reports: 'Expense reports (Workflows v4)',
  requests: 'Travel requests (Travel Request v4)',
}

const PASSES: Readonly<Record<Refusal['passes'], string>> = {
  no: 'no',
  perhaps: 'perhaps: it is read again',
  yes: 'yes: it is tried again',
}

/** The text of `docs/refusals.md`. Pure. */
export function renderRefusals(): string {
  return [INTRODUCTION, renderTable('reports'), renderTable('requests')].join('\n')
}

function renderTable(of: RefusingService): string {
  const rows = REFUSALS.filter(({ service }) => service === of).map(
    ({ code, happened, act, passes }) => `| \`${code}\` | ${happened} | ${act} | ${PASSES[passes]} |`,
  )
  return [
    `## ${TITLES[of]}\n`,
    '| Concur says | What happened | Who has to act | Passes by itself |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}
