import { type Texts, textIn } from './language.ts'

/** What Concur takes as a comment of a workflow action. "Post an Expense Report Workflow Action", `Comment`. */
const MAX_LENGTH = 2000

const HEADING: Texts = {
  en: 'Please correct the following and submit the report again.',
  de: 'Bitte korrigieren Sie Folgendes und reichen Sie den Bericht erneut ein.',
  fr: 'Veuillez corriger les points suivants, puis soumettre à nouveau la note de frais.',
  es: 'Corrija lo siguiente y vuelva a enviar el informe.',
}
const OTHER: Texts = {
  en: '1 more finding is shown with the report.',
  de: '1 weitere Feststellung steht beim Bericht.',
  fr: '1 autre remarque figure avec la note de frais.',
  es: 'Con el informe se muestra 1 observación más.',
}
const OTHERS: Texts = {
  en: '{count} more findings are shown with the report.',
  de: '{count} weitere Feststellungen stehen beim Bericht.',
  fr: '{count} autres remarques figurent avec la note de frais.',
  es: 'Con el informe se muestran {count} observaciones más.',
}

/**
 * Writes the comment that goes with a report that is sent back: plain text, one message a line, at most 2000
 * characters. A message is never cut: where not all fit, the last line counts the others.
 * @param language Of the line above and below the messages; they are in it already.
 */
export function listForEmployee(messages: readonly string[], language: string): string {
  const heading = textIn(language, HEADING)
  const lines = messages.map((message) => `- ${message.trim().replaceAll(/\s+/g, ' ')}`)
  const complete = [heading, ...lines].join('\n')
  if (complete.length <= MAX_LENGTH) return complete

  const room = MAX_LENGTH - `\n${countOthers(lines.length, language)}`.length
  let comment = heading
  let others = 0
  for (const line of lines) {
    if (comment.length + 1 + line.length <= room) comment += `\n${line}`
    else others += 1
  }
  return `${comment}\n${countOthers(others, language)}`
}

function countOthers(others: number, language: string): string {
  return textIn(language, others === 1 ? OTHER : OTHERS).replace('{count}', String(others))
}
