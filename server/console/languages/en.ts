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
