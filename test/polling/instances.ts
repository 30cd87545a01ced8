import {
  type Instance,
  type InstanceRules,
  readInstance,
} from '../../server/polling/instance-configuration.ts'
import { VENDORS } from '../../server/polling/vendors/vendors.ts'

/** An installation that allows plain http and any host. */
export const EASY_RULES: InstanceRules = {
  vendors: VENDORS,
  allowedOrigins: [],
  allowHttp: true,
  isForbiddenHost: () => false,
}

/** The instance of a body that is known to be right. */
export function instanceOf(body: unknown, rules: Partial<InstanceRules> = {}): Instance {
  const result = readInstance(body, { ...EASY_RULES, ...rules })
  if (!result.ok) throw new Error(result.problems.join('; '))
  return result.instance
}

/** The problems of a body that is known to be wrong. */
export function problemsOf(body: unknown, rules: Partial<InstanceRules> = {}): readonly string[] {
  const result = readInstance(body, { ...EASY_RULES, ...rules })
  return result.ok ? [] : result.problems
}
