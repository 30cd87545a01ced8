import { z } from 'zod'
import type { FoundObject } from '../../record/decision.ts'
import { entriesOf, isClaimed, reportObject } from '../facts/expenses.ts'
import { isBlank, tellingWords } from '../facts/telling-words.ts'
import { count } from '../file/parameters.ts'
import { wordList } from '../file/rows.ts'
import { defineRule, judged, type Remark } from '../rule.ts'

const PLACES = 'expected report, entry or both, such as [report, entry]'

/** Where an itemized entry has no purpose, each of its itemizations needs one. */
export const purposeMissing = defineRule({
  type: 'purpose-missing',
  summary:
    'The business purpose of the report or of an entry is blank, or has too few words besides those that say nothing, such as "misc". Where an itemized entry has none, each of its itemizations needs one. Personal expenses that are not claimed need none.',
  fields: ['Purpose', 'BusinessPurpose', 'IsPersonal'],
  example:
    'rule: purpose-missing\nseverity: error\nexceptionCode: NOPURPOS\non: [entry]\nemptyWords: [expense, misc, n/a]\nminWords: 2',
  message: {
    en: '{object}: the business purpose is missing or says too little ({observed}); words needed: {limit}.',
    de: '{object}: Der Geschäftszweck fehlt oder sagt zu wenig aus ({observed}); nötige Wörter: {limit}.',
    fr: '{object} : le motif professionnel manque ou est trop vague ({observed}) ; mots requis : {limit}.',
    es: '{object}: el motivo profesional falta o es demasiado vago ({observed}); palabras necesarias: {limit}.',
  },
  parameters: {
    on: z
      .array(z.enum(['report', 'entry'], PLACES), PLACES)
      .min(1, PLACES)
      .describe('Where a purpose is needed: in the report itself, in each entry, or both.'),
    emptyWords: wordList
      .optional()
      .describe('Words and phrases that say nothing, such as misc or n/a: they are not counted.'),
    minWords: count
      .refine((words) => words > 0, 'expected at least 1')
      .default(1)
      .describe('How many words a purpose needs at least.'),
  },
  *check(report, { on, emptyWords, minWords }) {
    const judge = (object: FoundObject, purpose = ''): Remark =>
      judged(
        tellingWords(purpose, emptyWords) < minWords,
        object,
        isBlank(purpose) ? '-' : purpose.trim(),
        String(minWords),
      )
    if (on.includes('report')) yield judge(reportObject(report), report.purpose)
    if (!on.includes('entry')) return

    for (const { entry, object, itemizations } of entriesOf(report)) {
      if (!isClaimed(entry)) continue
      if (itemizations.length === 0 || !isBlank(entry.businessPurpose)) {
        yield judge(object, entry.businessPurpose)
        continue
      }
      for (const { expense, object: part } of itemizations) {
        if (isClaimed(expense)) yield judge(part, expense.businessPurpose)
      }
    }
  },
})
