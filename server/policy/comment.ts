import { type Texts, textIn } from './language.ts'

/** What Concur takes as a comment of a workflow action. "Post an Expense Report Workflow Action", `Comment`; of requests no page says. */
const MAX_LENGTH = 2000

/** The lines above and below the messages. */
interface Lines {
  readonly heading: Texts
  /** What stands for one message that is not listed, and for more of them. */
  readonly other: Texts
  readonly others: Texts
}

/** The lines of a comment on a report, whose exceptions show what is not listed. */
export const ON_REPORT: Lines = {
  heading: {
    en: 'Please correct the following and submit the report again.',
    de: 'Bitte korrigieren Sie Folgendes und reichen Sie den Bericht erneut ein.',
    fr: 'Veuillez corriger les points suivants, puis soumettre à nouveau la note de frais.',
    es: 'Corrija lo siguiente y vuelva a enviar el informe.',
  },
  other: {
    en: '1 more finding is shown with the report.',
    de: '1 weitere Feststellung steht beim Bericht.',
    fr: '1 autre remarque figure avec la note de frais.',
    es: 'Con el informe se muestra 1 observación más.',
  },
  others: {
    en: '{count} more findings are shown with the report.',
    de: '{count} weitere Feststellungen stehen beim Bericht.',
    fr: '{count} autres remarques figurent avec la note de frais.',
    es: 'Con el informe se muestran {count} observaciones más.',
  },
}

/** The lines of a comment on a travel request, with which nothing else is shown. */
export const ON_REQUEST: Lines = {
  heading: {
    en: 'Please correct the following and submit the request again.',
    de: 'Bitte korrigieren Sie Folgendes und reichen Sie den Antrag erneut ein.',
    fr: 'Veuillez corriger les points suivants, puis soumettre à nouveau la demande.',
    es: 'Corrija lo siguiente y vuelva a enviar la solicitud.',
  },
  other: {
    en: 'There is 1 more finding.',
    de: 'Es gibt 1 weitere Feststellung.',
    fr: 'Il y a 1 autre remarque.',
    es: 'Hay 1 observación más.',
  },
  others: {
    en: 'There are {count} more findings.',
    de: 'Es gibt {count} weitere Feststellungen.',
    fr: 'Il y a {count} autres remarques.',
    es: 'Hay {count} observaciones más.',
  },
}

/**
 * Writes the comment that goes with what is sent back: plain text, one message a line, at most 2000
 * characters. A message is never cut: where not all fit, the last line counts the others.
 * @param language Of the line above and below the messages; they are in it already.
 */
export function listForEmployee(
  messages: readonly string[],
  language: string,
  lines: Lines = ON_REPORT,
): string {
  const heading = textIn(language, lines.heading)
  const items = messages.map((message) => `- ${message.trim().replaceAll(/\s+/g, ' ')}`)
  const complete = [heading, ...items].join('\n')
  if (complete.length <= MAX_LENGTH) return complete

  const room = MAX_LENGTH - `\n${countOthers(items.length, language, lines)}`.length
  let comment = heading
  let others = 0
  for (const item of items) {
    if (comment.length + 1 + item.length <= room) comment += `\n${item}`
    else others += 1
  }
  return `${comment}\n${countOthers(others, language, lines)}`
}

function countOthers(count: number, language: string, { other, others }: Lines): string {
  return textIn(language, count === 1 ? other : others).replace('{count}', String(count))
}
