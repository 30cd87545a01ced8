import { itEndsGeneratedReports } from './generated-reports.ts'

describe('connector: reports as chance draws them', () => {
  itEndsGeneratedReports(3, 60_000)
})
