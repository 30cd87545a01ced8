import type { AlertCause } from '../../record/alert.ts'
import type { HumanAction } from '../../record/human-decision.ts'

/** Everything that messages say in one language. `what` names a report or a travel request, people are logins. */
export interface Texts {
  /** For dates and units of time, as `Intl` takes it. */
  readonly locale: string
  readonly decimalMark: string
  /** Between thousands. */
  readonly groupMark: string

  readonly titles: {
    readonly held: (what: string) => string
    readonly heldAgain: (what: string) => string
    readonly stillHeld: (what: string, workingDays: number) => string
    readonly decided: Readonly<Record<HumanAction, (what: string) => string>>
    readonly carriedOut: Readonly<Record<HumanAction, (what: string) => string>>
    readonly notCarriedOut: (what: string) => string
    readonly asked: (what: string) => string
    readonly answered: (what: string) => string
    readonly returned: (what: string) => string
    /** Names what is decided on several reports. */
    readonly several: Readonly<Record<HumanAction, (count: number) => string>>
    readonly bulk: Readonly<Record<'to confirm' | 'confirmed' | 'rejected', (what: string) => string>>
    readonly alert: (sentence: string) => string
    readonly alertEnded: (sentence: string) => string
    readonly digest: (count: number) => string
    readonly test: string
  }

  /** The first sentences below the title. */
  readonly leads: {
    readonly held: string
    readonly heldAgain: string
    readonly stillHeld: string
    readonly decided: (by: string, until: string) => string
    readonly carriedOut: (by: string) => string
    readonly notCarriedOut: Readonly<Record<'void' | 'refused' | 'superseded', (by: string) => string>>
    readonly asked: (by: string, of: string) => string
    readonly answered: (by: string, of: string) => string
    readonly returned: (by: string) => string
    readonly bulk: Readonly<Record<'to confirm' | 'confirmed' | 'rejected', (by: string) => string>>
    readonly alert: string
    readonly alertEnded: string
    readonly digest: string
    readonly test: (by: string) => string
  }

  /** What is wrong, without when it began. */
  readonly alerts: Readonly<Record<AlertCause, (subject: string, count: number) => string>>
  /** Appended to the sentence of an alert that stands for others, too. */
  readonly andOthers: (sentence: string, others: number) => string

  readonly labels: {
    readonly report: string
    readonly request: string
    readonly employee: string
    readonly total: string
    readonly heldSince: string
    readonly step: string
    readonly assignee: string
    readonly since: string
    readonly reason: string
    readonly findings: string
    readonly changes: string
    readonly question: string
    readonly answer: string
  }
  readonly unassigned: string
  /** For the rule ids `incomplete` and `exceptions`, which are no rules of the policy. */
  readonly rules: Readonly<Record<string, string>>
  readonly andMore: (count: number) => string
  readonly open: string
  readonly openAll: string
  /** At the end of each message. */
  readonly footer: string
  /** The end of the trail: whoever keeps it can tell later whether the trail was cut. */
  readonly trail: (number: number, hash: string) => string
}
