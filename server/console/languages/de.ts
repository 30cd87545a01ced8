import type { Texts } from './en.ts'

/** What the console says in German. */
export const DE: Texts = {
  locale: 'de-DE',
  name: 'Deutsch',

  console: 'Spesenprüfung',
  skip: 'Zum Inhalt',
  menu: { queue: 'Berichte', language: 'Sprache', signOut: 'Abmelden', signedInAs: 'Angemeldet als' },

  roles: {
    viewer: 'Leser',
    reviewer: 'Prüfer',
    controller: 'Controller',
    policy: 'Richtlinie',
    auditor: 'Revision',
    admin: 'Administrator',
  },

  signIn: {
    title: 'Anmelden',
    login: 'Anmeldename',
    password: 'Kennwort',
    submit: 'Anmelden',
    wrong: 'Anmeldename oder Kennwort stimmt nicht.',
    wrongHelp:
      'Bitte beides noch einmal eingeben. Wer das Kennwort vergessen hat, bekommt von der Administration ein neues.',
    tooMany: 'Zu viele falsche Anmeldungen.',
    tooManyHelp: (minutes) =>
      `Bitte ${minutes === 1 ? 'eine Minute' : `${minutes} Minuten`} warten und es dann noch einmal versuchen. Waren Sie das nicht, sagen Sie es der Administration.`,
    ended:
      'Sie sind abgemeldet, weil die Sitzung abgelaufen ist. Nach dem Anmelden geht es an derselben Stelle weiter.',
    signedOut: 'Sie sind abgemeldet.',
  },

  errors: {
    correlation: 'Bei Rückfragen bitte diese Nummer nennen:',
    home: 'Zu den Berichten',
    kept: 'Was Sie eingegeben haben',
    keptHelp: 'Es wurde nicht gesendet, weil die Sitzung abgelaufen war. Bitte prüfen, dann senden.',
    again: 'Noch einmal senden',
    'not found': {
      title: 'Diese Seite gibt es nicht',
      what: 'Unter dieser Adresse steht nichts, oder es ist nicht für Sie bestimmt.',
      todo: 'Bitte den Bericht aus der Liste heraus öffnen.',
    },
    forbidden: {
      title: 'Das gehört nicht zu Ihrer Rolle',
      what: 'Es wurde nichts geändert.',
      todo: 'Gehört es zu Ihren Aufgaben, kann die Administration Ihre Rolle ändern.',
    },
    'unknown form': {
      title: 'Dieses Formular ist veraltet',
      what: 'Es stammt aus einer anderen Sitzung, deshalb wurde nichts damit getan.',
      todo: 'Bitte prüfen und noch einmal senden.',
    },
    'bad request': {
      title: 'Das war nicht zu lesen',
      what: 'Der Browser hat etwas anderes gesendet, als die Seite erwartet. Es wurde nichts geändert.',
      todo: 'Bitte zurückgehen, die Seite neu laden und es wiederholen.',
    },
    'too large': {
      title: 'Das ist zu lang',
      what: 'Es wurde mehr gesendet, als der Connector annimmt. Es wurde nichts geändert.',
      todo: 'Bitte kürzen und noch einmal senden.',
    },
    trouble: {
      title: 'Das hat nicht geklappt',
      what: 'Im Connector stimmt etwas nicht, vermutlich wurde nichts geändert.',
      todo: 'Bitte einen Moment warten und es noch einmal versuchen. Bleibt es dabei, sagen Sie es denen, die den Connector betreiben.',
    },
  },
}
