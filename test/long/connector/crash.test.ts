import type { RouteName } from '../../../server/simulator/http/exchange.ts'
import { defineCrashes, type Stage } from '../../connector/define-crashes.ts'

const PLANNED = "update effect set state = 'planned', sent_at = null where state = 'sent'"
const CONFIRMED = "update effect set state = 'confirmed' where state = 'sent'"

const STAGES: Readonly<Record<string, Stage>> = {
  'while it reads the report': { route: 'report', journal: [], calls: 3 },
  'with exceptions planned': { route: 'exceptions', sql: PLANNED, journal: ['exceptions planned'], calls: 2 },
  'with exceptions sent that do not arrive': {
    route: 'exceptions',
    journal: ['exceptions sent'],
    calls: 2,
  },
  'with exceptions sent that arrive': {
    route: 'exceptions',
    isDone: true,
    journal: ['exceptions sent'],
    calls: 1,
  },
  'between the exceptions and the action': {
    route: 'report',
    call: 2,
    journal: ['exceptions confirmed'],
    calls: 4,
  },
  'with an action planned': {
    route: 'workflow',
    sql: PLANNED,
    journal: ['exceptions confirmed', 'workflow planned'],
    calls: 2,
  },
  'with an action sent that does not arrive': {
    route: 'workflow',
    journal: ['exceptions confirmed', 'workflow sent'],
    calls: 2,
    isShared: true,
  },
  'with an action sent that arrives': {
    route: 'workflow',
    isDone: true,
    journal: ['exceptions confirmed', 'workflow sent'],
    calls: 1,
    isShared: true,
  },
  'with an exception put that does not arrive': {
    route: 'put-exception-v4',
    journal: ['exceptions sent'],
    calls: 2,
    isEvent: true,
  },
  'with an exception put that arrives': {
    route: 'put-exception-v4',
    isDone: true,
    journal: ['exceptions sent'],
    calls: 1,
    isEvent: true,
  },
  'with an action of version 4 that does not arrive': {
    route: 'workflow-v4',
    journal: ['exceptions confirmed', 'workflow sent'],
    calls: 2,
    isEvent: true,
  },
  'with an action of version 4 that arrives': {
    route: 'workflow-v4',
    isDone: true,
    journal: ['exceptions confirmed', 'workflow sent'],
    calls: 1,
    isEvent: true,
  },
  ...ofRequest('request-workflow', 'v1.0'),
  ...ofRequest('request-workflow-v4', 'version 4', { isEvent: true }),
  'with an action confirmed': {
    route: 'workflow',
    isDone: true,
    sql: CONFIRMED,
    journal: ['exceptions confirmed', 'workflow confirmed'],
    calls: 1,
  },
}

function ofRequest(
  route: RouteName,
  api: string,
  more: Pick<Stage, 'isEvent'> = {},
): Readonly<Record<string, Stage>> {
  const stage = { ...more, route, isRequest: true, journal: ['workflow sent'] } as const
  return {
    [`with an action on a request of ${api} that does not arrive`]: { ...stage, calls: 2 },
    [`with an action on a request of ${api} that arrives`]: { ...stage, isDone: true, calls: 1 },
  }
}

describe('connector: killed in the middle', () => {
  defineCrashes(STAGES)
})
