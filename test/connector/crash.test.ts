import { defineCrashes } from './define-crashes.ts'

// The other moments, and a connector that goes on beside the one that is killed, are in test/long.
describe('connector: killed in the middle', () => {
  defineCrashes({
    'with an action sent that arrives': {
      route: 'workflow',
      isDone: true,
      journal: ['exceptions confirmed', 'workflow sent'],
      calls: 1,
    },
  })
})
