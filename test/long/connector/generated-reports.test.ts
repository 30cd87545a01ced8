import { itEndsGeneratedReports } from '../../connector/generated-reports.ts'

describe('connector: many reports as chance draws them', () => {
  itEndsGeneratedReports(40, 200_000)
})
