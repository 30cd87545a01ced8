/** The words of ours that stand in sentences as values; every language has another for each. */
export const WORDS = [
  // Roles.
  'viewer',
  'reviewer',
  'controller',
  'policy',
  'auditor',
  'admin',
  // How reviews, decisions and writes stand or have ended.
  'approved',
  'flagged and approved',
  'sent back',
  'held',
  'superseded',
  'observed',
  'accepted',
  'taken back',
  'carried out',
  'not carried out',
  'gone',
  'planned',
  'sent',
  'confirmed',
  'refused',
  'unknown',
  'not applied',
  // What a policy or a person asks for.
  'approve',
  'flag and approve',
  'send back',
  'hold',
  // What Concur is asked for.
  'Approve',
  'Send Back to Employee',
  // What is reviewed.
  'report',
  'request',
] as const
/** One of {@link WORDS}. */
export type Word = (typeof WORDS)[number]
