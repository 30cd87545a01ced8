/**
 * Why somebody does not get what they ask for with a review: a code, and what commands, programs and the trail say of it.
 * See `SENTENCES`.
 */
export const REFUSALS = {
  // Who may.
  'role does not decide': 'the role {role:word} does not decide on reports: a reviewer or a controller does',
  'own report': 'nobody decides on a report of their own',
  'owner not known':
    'it cannot be told whether the report is their own: neither login, employee id nor e-mail is known of both the owner and the person',
  'out of scope': 'the report is out of their scope',
  'no total': 'the report has no total that could be compared with their amount',
  'no greatest amount': 'they have no greatest amount in {currency}',
  'above greatest amount': 'the total is above {most:money}, the greatest amount that they decide on',
  'role does not do this': 'the role {role:word} does not do this: {roles:words} may',
  'role does not answer': 'the role {role:word} does not do this: {roles:words} may, or whoever was asked',
  'act on own report': 'nobody does this with a report of their own',
  'nobody has login': 'nobody has the login {login}',
  'nobody has login now': 'nobody has the login {login} any more',

  // What is said of it.
  'of review': 'review {id:number}: {why:sentence}',
  'verdict for nothing': 'verdict {on}: the review is not held for it; it is for {keys:texts}',
  'verdict not meant': 'verdict {on}: review {id:number} is held for {keys:texts}',
  'not judged': 'verdict {key}: is missing, it is not judged yet: {message}',
  'comment too long': 'comment: is longer than {most:number} characters',
  'reason too long': 'reason: is longer than {most:number} characters',
  'comment missing': 'comment: is missing, the employee has to know what to correct',
  'comment for nobody': 'comment: is for the employee whose report is sent back; give a reason instead',
  'nothing out of policy': 'verdict: nothing is out of policy; judge so what is to be corrected, or approve',
  'at field': '{field:field}: {why:sentence}',
  'text expected': 'expected 1 to {most:number} characters',
  'login expected': 'expected a login',
  'shorter login expected': 'expected a login of at most {most:number} characters',
  'time expected':
    'expected a day such as 2026-12-01, a time such as 2026-12-01T14:00, or 3d for working days or 4h for hours',
  'nobody to give to': 'to: nobody has the login {login}; people list shows who has one',
  'may not be given to': 'to: {login} may not decide on it: {why:sentence}',
  'asks themselves': 'to: ask somebody else than yourself',
  'time is over': 'until: is over, or less than a minute ahead',
  'time too far': 'until: is more than {days:number} days ahead',

  // What is asked for.
  'amount expected': 'expected an exact amount and its currency, such as 500 EUR or 499.50 CHF',
  'working days expected': 'expected a number of working days from 0 to {most:number}',
  'part of name expected': 'expected a part of a name, a login or an employee id',
  'letter expected': 'expected a letter or a digit',
  'rule expected': 'expected the id of a rule',
  'version expected': 'expected the version of a policy, 12 hexadecimal characters',
  'step expected': 'expected the name of a workflow step',
  'login or nobody expected': 'expected a login, or nobody',

  // Where it stands.
  'no review': 'there is no such review',
  'not held': 'it does not wait for a person',
  'ended as': 'it does not wait for a person, it is {result:word}',
  'not readable': 'what it is held for cannot be read; use review retry {id:number} first',
  'read anew': 'it was read anew since, look at it again',
  'decided by': '{by} decided on it at {at:time}',
  'decided already': 'somebody has decided on it',
  'other of that key':
    'key: something else was handed in under it; a decision that is new needs a key of its own',
  'no notification': 'its notification is gone, so its object cannot be read',
  'no notification kept': 'no notification of it is kept, so its object cannot be read',
  'worked on': 'it is being worked on',
  stuck: 'it is stuck',
  'stuck for': 'it is stuck: {why:sentence}',
  'open, nothing to do': 'it is open, and no person looks at it yet, nothing of that can change',
  'open, read again': 'it is open, and no person looks at it yet; {command} has it read again',
  'over, nothing to do': 'it is {result:word}, nothing of that can change',
  'over, read again': 'it is {result:word}; {command} has it read again',
  'no decision': 'nobody has decided on it',
  'not the last decision': 'decision {id:number} is not the last one on it',
  'undo is over': 'the time to take the decision back ended at {at:time}',
  'last decision is': 'the last decision on it is {state:word}',
  'no such question': 'question {id:number}: there is no such question on this review',
  'which question': 'question: say which, of {ids:texts}',
  'no open question': 'question: none is open',
  'answered by': 'question {id:number}: {by} answered it at {at:time}',
  'answered already': 'it is answered already',

  // Several at once.
  'of bulk': 'bulk decision {id:number}: {why:sentence}',
  'none waits': 'there is none that waits',
  'another person needed': 'it needs another person than {by}, who decided',
  'confirmed by': '{by} has confirmed it',
  'proposer gone': '{by}, who decided so, has no account any more',
  'proposer decides no more': '{by}, who decided so, does not decide on reports any more',
  'nothing to go on': 'there is nothing of it left that you could have done',

  // A notification.
  'of notification': 'notification {id:number}: {why:sentence}',
  'no such notification': 'there is no such notification',
  'type not reviewed': 'nothing of the type {type} is reviewed',
  'carries gone decision': 'it carries a decision of a person that is {state:word}',
  'carries decision': 'it carries a decision of a person: {why:sentences}',
} as const
