import { itEndsGeneratedReports } from '../../connector/generated-reports.ts'

/** Of each API on each engine; `GENERATED_RUNS=1000` draws as many as one likes. */
const RUNS = Number(process.env['GENERATED_RUNS'] ?? 10)

describe('connector: many reports as chance draws them', () => {
  itEndsGeneratedReports(RUNS, 60_000 + RUNS * 4000)
})
