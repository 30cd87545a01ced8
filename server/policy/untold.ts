import type { Selector, SelectorField } from './file/selector.ts'
import type { PolicyRule } from './policy.ts'
import type { Untold } from './rule.ts'

/** What `for` and `unless` can ask and v1.1 does not tell; v4 tells all of it. */
const NOT_IN_V1: ReadonlySet<SelectorField> = new Set(['group', 'country'])

/** Fields that a rule asks for, itself or to know which reports it is for, and a service of Concur's does not tell. */
export function untoldTo({ untold = {}, for: picked, unless }: PolicyRule): Untold {
  const asked = [...fieldsOf('for', picked), ...fieldsOf('unless', unless)]
  return { v1: [...(untold.v1 ?? []), ...asked], v4: untold.v4 ?? [] }
}

function fieldsOf(name: string, selector: Selector = []): readonly string[] {
  return selector.flatMap(({ field }) => (NOT_IN_V1.has(field) ? [`${field} (${name})`] : []))
}
