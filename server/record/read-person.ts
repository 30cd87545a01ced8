import { z } from 'zod'
import { type Person, ROLES } from './person.ts'

/** What came of reading a person: every problem begins with the name of its field. */
export type ReadPerson =
  | { readonly ok: true; readonly person: Person }
  | { readonly ok: false; readonly problems: readonly string[] }

const text = (expected: string) =>
  z.string(expected).trim().min(1, expected).max(200, 'expected at most 200 characters')
const ADDRESS = 'expected an address such as ann@example.com'
const LOGIN = 'expected 1 to 100 characters without a space'
const AMOUNTS = 'expected an exact amount per currency, such as EUR=500 or CHF=499.50'

const person = z
  .strictObject({
    login: z
      .string(LOGIN)
      .trim()
      .regex(/^[^\s\p{C}]{1,100}$/u, LOGIN)
      .transform((login) => login.toLowerCase()),
    name: text('expected a name'),
    email: text(ADDRESS)
      .regex(/^[^\s@]+@[^\s@]+$/, ADDRESS)
      .optional(),
    employeeId: text('expected an employee id').optional(),
    role: z.enum(ROLES, `expected one of ${ROLES.join(', ')}`),
    scope: z.string('expected text').optional(),
    maxAmounts: z
      .record(
        z.string(AMOUNTS).regex(/^[A-Z]{3}$/, AMOUNTS),
        z.string(AMOUNTS).regex(/^\d{1,15}(\.\d{1,8})?$/, AMOUNTS),
        AMOUNTS,
      )
      .refine((amounts) => Object.keys(amounts).length > 0, AMOUNTS)
      .optional(),
    isEmergency: z.literal(true, 'expected true').optional(),
  })
  .superRefine(({ role, scope, maxAmounts, isEmergency }, context) => {
    if (isEmergency === true && role !== 'admin')
      context.addIssue({
        code: 'custom',
        path: ['emergency'],
        message: `only an admin gets in without the provider, and this is the role ${role}`,
      })
    for (const [field, value] of Object.entries({ scope, maxAmounts })) {
      // It would bind nobody, and look as if it did.
      if (role !== 'reviewer' && value !== undefined)
        context.addIssue({
          code: 'custom',
          path: [field],
          message: `only a reviewer has one, and this is the role ${role}`,
        })
    }
  })

/**
 * Reads a person as somebody typed one; the login in small letters.
 * @param given Untrusted. Its scope is taken as it is: `readScope` of the policy reads that.
 */
export function readPerson(given: unknown): ReadPerson {
  const read = person.safeParse(given)
  if (!read.success)
    return {
      ok: false,
      problems: read.error.issues.map(({ path, message }) => `${String(path[0] ?? 'person')}: ${message}`),
    }
  const { email, employeeId, scope, maxAmounts, isEmergency, ...rest } = read.data
  return {
    ok: true,
    person: {
      ...rest,
      ...(email !== undefined && { email }),
      ...(employeeId !== undefined && { employeeId }),
      ...(scope !== undefined && { scope }),
      ...(maxAmounts !== undefined && { maxAmounts }),
      ...(isEmergency === true && { isEmergency }),
    },
  }
}
