/** What the console says in English. */
export const EN = {
  /** Of dates and amounts, where the browser names no region. */
  locale: 'en-GB',
  /** This language, in itself. */
  name: 'English',

  console: 'Expense checks',
  skip: 'Skip to the content',
  menu: { queue: 'Reports', language: 'Language', signOut: 'Sign out', signedInAs: 'Signed in as' },

  roles: {
    viewer: 'viewer',
    reviewer: 'reviewer',
    controller: 'controller',
    policy: 'policy',
    auditor: 'auditor',
    admin: 'admin',
  },

  signIn: {
    title: 'Sign in',
    login: 'Login',
    password: 'Password',
    submit: 'Sign in',
    wrong: 'Login or password is not right.',
    wrongHelp: 'Type both again. If you have forgotten the password, an admin gives you a new one.',
    tooMany: 'Too many wrong logins.',
    tooManyHelp: (minutes: number) =>
      `Wait ${minutes === 1 ? 'a minute' : `${minutes} minutes`}, then try again. If it was not you, tell an admin.`,
    ended: 'You are signed out, because your session has ended. Sign in to go on where you were.',
    signedOut: 'You are signed out.',
  },

  queue: {
    views: {
      'needs-review': 'Needs review',
      mine: 'Mine',
      'not-checked': 'Could not be checked',
      'sent-back': 'Sent back, with the employee',
      resubmitted: 'Resubmitted',
      trial: 'Trial',
      stuck: 'Stuck (for IT)',
      decided: 'Decided today',
    },
    viewsLabel: 'Views',
    ownViews: 'My views',
    search: 'Search by employee, report or number',
    find: 'Search',
    found: (words: string) => `Found for “${words}”`,
    all: 'Show all',
    filter: 'Narrow down',
    fields: {
      rule: 'Rule',
      step: 'Workflow step',
      over: 'Total above',
      age: 'Waiting for working days',
      employee: 'Employee',
      assignee: 'Assigned to (login, or nobody)',
    },
    apply: 'Apply',
    viewName: 'Name of the view',
    saveView: 'Save as my view',
    deleteView: 'Delete this view',
    nameMissing: 'The view needs a name.',
    nameTaken: 'You have a view of this name, or as many views as one can have.',
    keys: 'Keys',
    keyList: [
      ['j', 'next report'],
      ['k', 'report before'],
      ['Enter', 'open the report'],
      ['x', 'select it'],
      ['m', 'assign it to me'],
      ['/', 'search'],
      ['?', 'show these keys'],
    ],
    columns: {
      age: 'Waiting',
      employee: 'Employee',
      report: 'Report',
      inQuestion: 'In question',
      total: 'Total',
      reason: 'Why it is here',
      assignee: 'Assigned to',
    },
    days: (days: number) => (days === 0 ? 'today' : days === 1 ? '1 day' : `${days} days`),
    unknown: 'not known',
    request: 'travel request',
    marks: { duplicate: 'duplicate', 'own report': 'your own report' },
    timesBack: (times: number) => (times === 1 ? 'resubmitted' : `sent back ${times} times`),
    more: (count: number) => `+${count}`,
    decided: (by: string, action: 'approve' | 'send back', state: string) =>
      `${by}: ${action === 'approve' ? 'approved' : 'sent back'} (${state})`,
    states: {
      accepted: 'planned',
      'taken back': 'taken back',
      'carried out': 'carried out',
      superseded: 'the report has moved on',
      'not carried out': 'not carried out',
    },
    wouldBe: {
      approve: 'would be approved',
      'flag and approve': 'would be approved with exceptions',
      'send back': 'would be sent back',
      hold: 'would be held',
    },
    take: 'Take it',
    sum: (reports: number, currency: string) =>
      `${currency}: ${reports === 1 ? '1 report' : `${reports} reports`}`,
    pagesLabel: 'Pages',
    previous: 'Page before',
    next: 'Next page',
    pageOf: (page: number, pages: number, count: number) => `Page ${page} of ${pages}, ${count} reports`,
    empty: 'Nothing is waiting here.',
    notFound: 'Nothing in the queue has these words.',
    notListed: 'Correct what is named above, and apply it again.',
  },

  errors: {
    correlation: 'If you ask for help, say this number:',
    home: 'To the reports',
    kept: 'What you typed',
    keptHelp: 'It was not sent, because your session had ended. Look at it, then send it.',
    again: 'Send it again',
    'not found': {
      title: 'This page does not exist',
      what: 'There is nothing at this address, or it is none of yours to see.',
      todo: 'Go to the list of reports and open it from there.',
    },
    forbidden: {
      title: 'Your role does not do this',
      what: 'Nothing was changed.',
      todo: 'If it is your task, ask an admin to change your role.',
    },
    'unknown form': {
      title: 'This form is out of date',
      what: 'It was made for another session, so nothing was done with it.',
      todo: 'Look at it and send it again.',
    },
    'bad request': {
      title: 'This could not be read',
      what: 'What your browser sent is not what the page asked for. Nothing was changed.',
      todo: 'Go back, load the page again, and repeat it.',
    },
    'too large': {
      title: 'This is too long',
      what: 'More was sent than the connector takes. Nothing was changed.',
      todo: 'Shorten what you typed and send it again.',
    },
    trouble: {
      title: 'This did not work',
      what: 'Something is wrong in the connector, and it may be that nothing was changed.',
      todo: 'Wait a moment and try again. If it stays so, tell whoever runs the connector.',
    },
  },
}

/** What every language has to say: the same keys, with texts of its own. */
export type Texts = typeof EN
