/** Collects what is wrong, and what is worth a word, each named by its field. */
export class Problems {
  readonly problems: string[] = []
  readonly warnings: string[] = []

  /** @param field Such as `event.poller.configuration.reports.idField`. */
  refuse(field: string, problem: string): void {
    this.problems.push(`${field}: ${problem}`)
  }

  warn(field: string, warning: string): void {
    this.warnings.push(`${field}: ${warning}`)
  }
}
