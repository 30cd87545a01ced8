import { z } from 'zod'
import { words } from '../policy/file/names.ts'
import { mapping } from '../policy/file/parameters.ts'
import type { Path, PolicyDocument } from '../policy/file/policy-document.ts'
import { selector } from '../policy/file/selector.ts'
import type { GroupRole } from '../record/group-role.ts'
import { ROLES } from '../record/person.ts'
import { readPerson } from '../record/read-person.ts'

const MAX = 'expected the greatest amount per currency, such as { EUR: 500 }'

const row = mapping({
  group: words,
  role: z.enum(ROLES, `expected one of ${ROLES.join(', ')}`),
  // Kept as it is written: `readScope` reads it where it is applied.
  for: z.unknown().optional(),
  max: z.record(z.string(MAX), z.string(MAX), MAX).optional(),
})

/** Reads which role the groups of the provider give, and notes what is wrong. @param place Of the list. */
export function parseGroupRoles(document: PolicyDocument, place: Path): readonly GroupRole[] {
  const listed = document.valueAt(place)
  return Array.isArray(listed)
    ? [...listed.keys()].flatMap((index) => readRow(document, [...place, index]) ?? [])
    : []
}

function readRow(document: PolicyDocument, place: Path): GroupRole | undefined {
  const given = document.read(row, place)
  if (given === undefined) return undefined
  const hasScope = given.for === undefined || document.read(selector, [...place, 'for']) !== undefined
  const rights = {
    role: given.role,
    ...(given.for !== undefined && { scope: JSON.stringify(document.valueAt([...place, 'for'])) }),
    ...(given.max !== undefined && { maxAmounts: given.max }),
  }
  // By the rules for everybody: only a reviewer has bounds.
  const read = readPerson({ login: 'somebody', name: 'Somebody', ...rights })
  if (!read.ok) for (const problem of read.problems) document.complain(place, inTheirWords(problem))
  return read.ok && hasScope ? { group: given.group, ...rights } : undefined
}

function inTheirWords(problem: string): string {
  return problem.replace(/^scope:/, 'for:').replace(/^maxAmounts:/, 'max:')
}
