import type { Texts } from './texts.ts'

/** What messages say in English. */
export const EN: Texts = {
  locale: 'en-GB',
  decimalMark: '.',
  groupMark: ',',

  titles: {
    held: (what) => `Held: ${what}`,
    heldAgain: (what) => `Held again: ${what}`,
    stillHeld: (what, days) => `Held for ${days === 1 ? '1 working day' : `${days} working days`}: ${what}`,
    decided: {
      approve: (what) => `Will be approved: ${what}`,
      'send back': (what) => `Will be sent back: ${what}`,
    },
    carriedOut: {
      approve: (what) => `Approved: ${what}`,
      'send back': (what) => `Sent back: ${what}`,
    },
    notCarriedOut: (what) => `Not carried out: ${what}`,
    asked: (what) => `Question: ${what}`,
    answered: (what) => `Answer: ${what}`,
    returned: (what) => `Back again: ${what}`,
    several: {
      approve: (count) => `approve ${count} reports`,
      'send back': (count) => `send ${count} reports back`,
    },
    bulk: {
      'to confirm': (what) => `To be confirmed: ${what}`,
      confirmed: (what) => `Confirmed: ${what}`,
      rejected: (what) => `Rejected: ${what}`,
    },
    alert: (sentence) => `Alert: ${sentence}`,
    alertEnded: (sentence) => `Over: ${sentence}`,
    digest: (count) => (count === 1 ? '1 report is held' : `${count} reports are held`),
    test: 'Test message of the connector',
  },

  leads: {
    held: 'It waits for the decision of a person.',
    heldAgain:
      'It has changed since it was decided on, so nothing was carried out. It waits for a new decision.',
    stillHeld: 'It still waits for the decision of a person.',
    decided: (by, until) =>
      `${by} has decided so. Until ${until} it can be taken back, then it is carried out.`,
    carriedOut: (by) => `${by} has decided so, and Concur has taken it.`,
    notCarriedOut: {
      void: (by) =>
        `The decision of ${by} was not carried out, because the report has changed since. It is held again.`,
      refused: (by) => `The decision of ${by} was not carried out, because it was refused.`,
      superseded: (by) =>
        `The decision of ${by} was not carried out, because the report has moved on meanwhile.`,
    },
    asked: (by, of) => `${by} asks ${of}. Until somebody decides it stays held.`,
    answered: (by, of) => `${by} has answered ${of}.`,
    returned: (by) => `${by} has put it off, and the time is over. It waits for the decision of a person.`,
    bulk: {
      'to confirm': (by) =>
        `${by} has decided so, and it comes to more than one person alone decides on. Nothing is decided until another person confirms it.`,
      confirmed: (by) =>
        `${by} has confirmed it. Each report is decided on, and can be taken back for a moment.`,
      rejected: (by) => `${by} has rejected it. Nothing was decided; the reports are held still.`,
    },
    alert: 'Somebody has to look.',
    alertEnded: 'The connector does not see this any more.',
    digest: 'Each waits for the decision of a person, the oldest first.',
    test: (by) => `${by} has tried whether messages arrive here. They do; there is nothing to be done.`,
  },

  alerts: {
    'report held': (id) => `report ${id} has been held for a person`,
    'report stuck': (id) => `report ${id} is stuck, nothing works on it any more`,
    'notification dead': (id) => `notification ${id} could not be worked on and is given up`,
    'notifications waiting': (code, count) =>
      `${count === 1 ? '1 notification waits' : `${count} notifications or more wait`} (${code})`,
    'subscription missing': (id) => `subscription ${id} is missing in Concur, no event comes from it`,
    'subscription misdirected': (id) => `subscription ${id} sends its events elsewhere than to ESS_ENDPOINT`,
    'subscription filtered': (id) => `subscription ${id} has a filter that drops what is to be reviewed`,
    'subscription without company': (id) => `subscription ${id} has no company whose events it sends here`,
    'subscription unchecked': (id) => `subscription ${id} cannot be looked at, Concur does not show it`,
    'subscription silent': (id) => `subscription ${id} brings no event; after 30 days SAP deletes it`,
    'instance disabled': (id) => `instance ${id} is not polled, because it failed too often`,
    'deliveries stopped': (id) =>
      `notifications of instance ${id} are not sent, because its callback URL takes none`,
    'messages dead': (way, count) =>
      `${count === 1 ? '1 message' : `${count} messages`} by ${way} did not arrive and ${count === 1 ? 'is' : 'are'} given up`,
  },
  andOthers: (sentence, others) =>
    `${sentence}; and so with ${others === 1 ? '1 other' : `${others} others`}`,

  labels: {
    report: 'Report',
    request: 'Travel request',
    employee: 'Employee',
    total: 'Total',
    heldSince: 'Held since',
    step: 'Step',
    assignee: 'Assigned to',
    since: 'Since',
    reason: 'Reason',
    findings: 'Findings',
    changes: 'What has changed',
    question: 'Question',
    answer: 'Answer',
  },
  unassigned: 'nobody',
  rules: { incomplete: 'not seen whole', exceptions: 'exceptions' },
  andMore: (count) => `and ${count} more`,
  open: 'Open in the console',
  openAll: 'Open the console',
  footer:
    'Sent by the application connector for SAP Concur. Decisions are taken in the console, not by a reply.',
  trail: (number, hash) => `End of the trail: row ${number}, ${hash}`,
}
