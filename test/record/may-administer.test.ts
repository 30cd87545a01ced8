import { expect } from 'chai'
import { type Administration, mayAdminister } from '../../server/record/may-administer.ts'
import type { Person } from '../../server/record/person.ts'

const ADA: Person = { login: 'ada', name: 'Ada', role: 'admin' }
const ALF: Person = { login: 'alf', name: 'Alf', role: 'admin' }
const ROBIN: Person = { login: 'robin', name: 'Robin', role: 'reviewer', maxAmounts: { EUR: '500' } }
const RAISED: Person = { ...ROBIN, maxAmounts: { EUR: '5000' } }

const OWN = 'nobody changes their own role, scope or limit: another admin does'
const LAST = 'this is the last admin, who stays: make somebody else one first'
const NONE = 'there is no admin yet: add one first, with the role admin'
const NOBODY = 'whoever acts is nobody that is known here'

/** Who, wants what, how many admins there are, and the reason against it. */
const CASES: readonly (readonly [string, Person | undefined, Administration, number, string?])[] = [
  ['anybody adds the first admin', undefined, { kind: 'add', after: ADA }, 0],
  ['a reviewer adds the first admin', ROBIN, { kind: 'add', after: ADA }, 0],
  ['anybody adds a reviewer first', undefined, { kind: 'add', after: ROBIN }, 0, NONE],
  ['anybody makes a key first', undefined, { kind: 'key' }, 0, NONE],
  ['anybody adds a second admin', undefined, { kind: 'add', after: ALF }, 1, NOBODY],
  ['an admin adds somebody', ADA, { kind: 'add', after: ROBIN }, 1],
  ['an admin raises the limit of another', ADA, { kind: 'change', before: ROBIN, after: RAISED }, 1],
  ['an admin removes another', ADA, { kind: 'remove', before: ROBIN }, 1],
  ['an admin sets the password of another', ADA, { kind: 'password', before: ROBIN }, 1],
  ['an admin makes a key', ADA, { kind: 'key' }, 1],
  ['an admin changes their own name', ADA, { kind: 'change', before: ADA, after: { ...ADA, name: 'A' } }, 2],
  [
    'an admin makes a controller of themselves',
    ADA,
    { kind: 'change', before: ADA, after: { ...ADA, role: 'controller' } },
    2,
    OWN,
  ],
  [
    'an admin gives themselves a scope',
    ADA,
    { kind: 'change', before: ADA, after: { ...ADA, scope: '{}' } },
    2,
    OWN,
  ],
  [
    'an admin gives themselves a limit',
    ADA,
    { kind: 'change', before: ADA, after: { ...ADA, maxAmounts: { EUR: '1' } } },
    2,
    OWN,
  ],
  [
    'an admin makes themselves one for emergencies',
    ADA,
    { kind: 'change', before: ADA, after: { ...ADA, isEmergency: true } },
    2,
    OWN,
  ],
  ['one of two admins removes the other', ADA, { kind: 'remove', before: ALF }, 2],
  ['one of two admins leaves', ADA, { kind: 'remove', before: ADA }, 2],
  ['the last admin leaves', ADA, { kind: 'remove', before: ADA }, 1, LAST],
  [
    'one of two admins makes a viewer of the other',
    ADA,
    { kind: 'change', before: ALF, after: { ...ALF, role: 'viewer' } },
    2,
  ],
  ['a reviewer sets their own password', ROBIN, { kind: 'password', before: ROBIN }, 1],
  [
    "a reviewer sets another's password",
    ROBIN,
    { kind: 'password', before: ADA },
    1,
    'the role reviewer does not do this: an admin does',
  ],
  [
    'a reviewer raises their own limit',
    ROBIN,
    { kind: 'change', before: ROBIN, after: RAISED },
    1,
    'the role reviewer does not do this: an admin does',
  ],
  ...(['viewer', 'reviewer', 'controller', 'policy', 'auditor'] as const).flatMap((role) =>
    (
      [
        { kind: 'add', after: ADA },
        { kind: 'change', before: ADA, after: ALF },
        { kind: 'remove', before: ADA },
        { kind: 'key' },
      ] as const
    ).map(
      (wish) =>
        [
          `a ${role} wants to ${wish.kind}`,
          { ...ROBIN, role },
          wish,
          2,
          `the role ${role} does not do this: an admin does`,
        ] as const,
    ),
  ),
]

describe('whether a person may change people and keys', () => {
  for (const [title, actor, wish, admins, reason] of CASES) {
    it(`${title}: ${reason ?? 'yes'}`, () => {
      expect(mayAdminister(actor, wish, admins)).to.deep.equal(
        reason === undefined ? { ok: true } : { ok: false, reason },
      )
    })
  }
})
