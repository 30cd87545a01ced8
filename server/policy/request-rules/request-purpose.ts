import { requestObject } from '../facts/request-parts.ts'
import { isBlank, tellingWords } from '../facts/telling-words.ts'
import { count } from '../file/parameters.ts'
import { wordList } from '../file/rows.ts'
import { defineRequestRule, judged } from '../rule.ts'

export const requestPurpose = defineRequestRule({
  type: 'request-purpose',
  summary:
    'The purpose of the request is blank, or has too few words besides those that say nothing, such as "trip".',
  fields: ['Purpose', 'businessPurpose'],
  example: 'rule: request-purpose\nseverity: error\nemptyWords: [trip, travel, business, n/a]\nminWords: 2',
  message: {
    en: '{object}: the purpose of the trip is missing or says too little ({observed}); words needed: {limit}.',
    de: '{object}: Der Zweck der Reise fehlt oder sagt zu wenig aus ({observed}); nötige Wörter: {limit}.',
    fr: '{object} : le motif du voyage manque ou est trop vague ({observed}) ; mots requis : {limit}.',
    es: '{object}: el motivo del viaje falta o es demasiado vago ({observed}); palabras necesarias: {limit}.',
  },
  parameters: {
    emptyWords: wordList
      .optional()
      .describe('Words and phrases that say nothing, such as trip or n/a: they are not counted.'),
    minWords: count
      .refine((words) => words > 0, 'expected at least 1')
      .default(1)
      .describe('How many words a purpose needs at least.'),
  },
  *check(request, { emptyWords, minWords }) {
    const { purpose = '' } = request
    const says = isBlank(purpose) ? '-' : purpose.trim()
    yield judged(tellingWords(purpose, emptyWords) < minWords, requestObject(request), says, String(minWords))
  },
})
