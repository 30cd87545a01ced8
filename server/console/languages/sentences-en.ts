import { SENTENCES } from '../../record/sentence.ts'
import type { SentenceTexts, WordTexts } from '../say.ts'

/** What the engine says, in English: as commands have it, but for what is of no use to whoever reads a page. */
export const EN_SENTENCES: SentenceTexts = {
  ...SENTENCES,
  'above greatest amount': 'the total is above the greatest amount of {most}',
  'no greatest amount': 'there is no greatest amount in {currency}',
  'no total': 'the report has no total that could be compared with the greatest amount',
  'verdict for nothing': 'verdict on {on}: the review is not held for it; it is for {keys}',
  'not judged': 'verdict missing: {message}',
  'comment too long': 'the comment is longer than {most} characters',
  'reason too long': 'the reason is longer than {most} characters',
  'comment missing': 'the comment is missing: tell the employee what to correct',
  'comment for nobody': 'a comment is for the employee whose report is sent back; give a reason instead',
  'nothing out of policy': 'nothing is out of policy: judge so what is to be corrected, or approve',
  'text expected': 'there is no text here; it has at most {most} characters',
  'login expected': 'there is no login here',
  'shorter login expected': 'a login has at most {most} characters',
  'time expected':
    'give a day such as 2026-12-01, a time such as 2026-12-01T14:00, or 3d for working days or 4h for hours',
  'nobody to give to': 'nobody has the login {login}; choose one of the list',
  'may not be given to': '{login} may not decide on it: {why}',
  'asks themselves': 'ask somebody else than yourself',
  'time is over': 'that time is over, or less than a minute ahead',
  'time too far': 'that is more than {days} days ahead',
  'amount expected': 'give an exact amount and its currency, such as 500 EUR or 499.50 CHF',
  'working days expected': 'give a number of working days from 0 to {most}',
  'part of name expected': 'give a part of a name, a login or an employee id',
  'letter expected': 'give at least a letter or a digit',
  'rule expected': 'give the id of a rule',
  'version expected': 'give the version of a policy, 12 hexadecimal characters',
  'step expected': 'give the name of a workflow step',
  'login or nobody expected': 'give a login, or nobody',
  'not readable': 'what it is held for cannot be read; IT has to have it tried again',
  'decided by': '{by} decided on it on {at}',
  'other of that key': 'this form was sent before with something else in it; load the page again',
  'open, read again': 'it is open, and no person looks at it yet; IT can have it read again: {command}',
  'over, read again': 'it is {result}; IT can have it read again: {command}',
  'undo is over': 'the decision could be taken back until {at}',
  'which question': 'say which question: {ids}',
  'no open question': 'no question is open',
  'answered by': '{by} answered the question on {at}',
}

/** The words of ours in those. */
export const EN_WORDS: WordTexts = {
  approved: 'approved',
  'flagged and approved': 'approved with exceptions',
  'sent back': 'sent back',
  held: 'held',
  superseded: 'not needed any more',
  observed: 'only observed',
  accepted: 'accepted',
  'taken back': 'taken back',
  'carried out': 'carried out',
  'not carried out': 'not carried out',
  gone: 'gone',
}
