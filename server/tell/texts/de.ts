import type { Texts } from './texts.ts'

/** What messages say in German. */
export const DE: Texts = {
  locale: 'de',
  decimalMark: ',',
  groupMark: '.',

  titles: {
    held: (what) => `Angehalten: ${what}`,
    heldAgain: (what) => `Wieder angehalten: ${what}`,
    stillHeld: (what, days) =>
      `Seit ${days === 1 ? '1 Arbeitstag' : `${days} Arbeitstagen`} angehalten: ${what}`,
    decided: {
      approve: (what) => `Wird genehmigt: ${what}`,
      'send back': (what) => `Wird zurückgesendet: ${what}`,
    },
    carriedOut: {
      approve: (what) => `Genehmigt: ${what}`,
      'send back': (what) => `Zurückgesendet: ${what}`,
    },
    notCarriedOut: (what) => `Nicht ausgeführt: ${what}`,
    asked: (what) => `Frage: ${what}`,
    answered: (what) => `Antwort: ${what}`,
    returned: (what) => `Wiedervorlage: ${what}`,
    several: {
      approve: (count) => `${count} Berichte genehmigen`,
      'send back': (count) => `${count} Berichte zurücksenden`,
    },
    bulk: {
      'to confirm': (what) => `Zu bestätigen: ${what}`,
      confirmed: (what) => `Bestätigt: ${what}`,
      rejected: (what) => `Abgelehnt: ${what}`,
    },
    alert: (sentence) => `Alarm: ${sentence}`,
    alertEnded: (sentence) => `Vorbei: ${sentence}`,
    digest: (count) => (count === 1 ? '1 Bericht ist angehalten' : `${count} Berichte sind angehalten`),
    test: 'Testnachricht des Connectors',
  },

  leads: {
    held: 'Jemand muss darüber entscheiden.',
    heldAgain:
      'Seit der Entscheidung hat sich etwas geändert, deshalb wurde nichts ausgeführt. Jemand muss neu entscheiden.',
    stillHeld: 'Noch immer muss jemand darüber entscheiden.',
    decided: (by, until) =>
      `${by} hat so entschieden. Bis ${until} kann das zurückgenommen werden, danach wird es ausgeführt.`,
    carriedOut: (by) => `${by} hat so entschieden, und Concur hat es angenommen.`,
    notCarriedOut: {
      void: (by) =>
        `Die Entscheidung von ${by} wurde nicht ausgeführt, weil sich der Bericht seither geändert hat. Er ist wieder angehalten.`,
      refused: (by) => `Die Entscheidung von ${by} wurde nicht ausgeführt, weil sie abgelehnt wurde.`,
      superseded: (by) =>
        `Die Entscheidung von ${by} wurde nicht ausgeführt, weil der Bericht inzwischen weitergegangen ist.`,
    },
    asked: (by, of) => `${by} fragt ${of}. Bis jemand entscheidet, bleibt der Vorgang angehalten.`,
    answered: (by, of) => `${by} hat ${of} geantwortet.`,
    returned: (by) =>
      `${by} hatte den Vorgang zurückgestellt, die Zeit ist um. Jemand muss darüber entscheiden.`,
    bulk: {
      'to confirm': (by) =>
        `${by} hat so entschieden, und über so viel entscheidet niemand allein. Entschieden ist nichts, bis jemand anders es bestätigt.`,
      confirmed: (by) =>
        `${by} hat es bestätigt. Über jeden Bericht ist entschieden; einen Moment lang lässt sich das zurücknehmen.`,
      rejected: (by) => `${by} hat es abgelehnt. Entschieden wurde nichts; die Berichte bleiben angehalten.`,
    },
    alert: 'Jemand muss nachsehen.',
    alertEnded: 'Der Connector stellt das nicht mehr fest.',
    digest: 'Über jeden muss jemand entscheiden; der älteste steht oben.',
    test: (by) => `${by} hat ausprobiert, ob hier Nachrichten ankommen. Sie kommen an; es ist nichts zu tun.`,
  },

  alerts: {
    'report held': (id) => `Bericht ${id} wartet auf die Entscheidung einer Person`,
    'report stuck': (id) => `Bericht ${id} steckt fest, nichts arbeitet mehr daran`,
    'notification dead': (id) => `Benachrichtigung ${id} ließ sich nicht bearbeiten und ist aufgegeben`,
    'notifications waiting': (code, count) =>
      `${count === 1 ? '1 Benachrichtigung wartet' : `${count} oder mehr Benachrichtigungen warten`} (${code})`,
    'subscription missing': (id) => `Abonnement ${id} fehlt in Concur, von ihm kommt kein Ereignis`,
    'subscription misdirected': (id) => `Abonnement ${id} sendet seine Ereignisse nicht an ESS_ENDPOINT`,
    'subscription filtered': (id) => `Abonnement ${id} hat einen Filter, der zu Prüfendes weglässt`,
    'subscription without company': (id) =>
      `Abonnement ${id} hat keine Firma, deren Ereignisse es hierher sendet`,
    'subscription unchecked': (id) => `Abonnement ${id} lässt sich nicht ansehen, Concur zeigt es nicht`,
    'subscription silent': (id) => `Abonnement ${id} bringt kein Ereignis; nach 30 Tagen löscht SAP es`,
    'instance disabled': (id) => `Instanz ${id} wird nicht abgefragt, weil das zu oft fehlschlug`,
    'deliveries stopped': (id) =>
      `Benachrichtigungen der Instanz ${id} werden nicht gesendet, weil ihre Callback-URL keine annimmt`,
    'messages dead': (way, count) =>
      count === 1
        ? `1 Nachricht über ${way} kam nicht an und ist aufgegeben`
        : `${count} Nachrichten über ${way} kamen nicht an und sind aufgegeben`,
  },
  andOthers: (sentence, others) =>
    `${sentence}; ebenso bei ${others === 1 ? '1 weiteren' : `${others} weiteren`}`,

  labels: {
    report: 'Bericht',
    request: 'Reiseantrag',
    employee: 'Mitarbeiter',
    total: 'Summe',
    heldSince: 'Angehalten seit',
    step: 'Schritt',
    assignee: 'Zugewiesen an',
    since: 'Seit',
    reason: 'Begründung',
    findings: 'Feststellungen',
    changes: 'Was sich geändert hat',
    question: 'Frage',
    answer: 'Antwort',
  },
  unassigned: 'niemanden',
  rules: { incomplete: 'nicht vollständig gelesen', exceptions: 'Ausnahmen' },
  andMore: (count) => `und ${count} weitere`,
  open: 'In der Konsole öffnen',
  openAll: 'Konsole öffnen',
  footer:
    'Gesendet vom Application Connector für SAP Concur. Entschieden wird in der Konsole, nicht durch eine Antwort.',
  trail: (number, hash) => `Ende des Protokolls: Zeile ${number}, ${hash}`,
}
