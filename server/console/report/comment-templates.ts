import { type Language, textIn } from '../../policy/language.ts'

const TEMPLATES: Readonly<Record<Language, readonly string[]>> = {
  en: [
    'Please attach the receipt.',
    'Please say what the expense was for, and who took part.',
    'Please enter the amount without the private share.',
  ],
  de: [
    'Bitte fügen Sie den Beleg bei.',
    'Bitte geben Sie an, wofür die Ausgabe war und wer teilgenommen hat.',
    'Bitte erfassen Sie den Betrag ohne den privaten Anteil.',
  ],
  fr: [
    'Veuillez joindre le justificatif.',
    'Veuillez indiquer l’objet de la dépense et les participants.',
    'Veuillez saisir le montant sans la part privée.',
  ],
  es: [
    'Adjunte el recibo.',
    'Indique el motivo del gasto y quién participó.',
    'Introduzca el importe sin la parte privada.',
  ],
}

/** What finance people often write to employees, to be added to a comment in the language of the report. */
export function commentTemplates(language: string): readonly string[] {
  return textIn(language, TEMPLATES)
}
