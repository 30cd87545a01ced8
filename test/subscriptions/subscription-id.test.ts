import { expect } from 'chai'
import { isSubscriptionId } from '../../config/setting-forms.ts'
import { defaultSubscriptionId } from '../../server/subscriptions/subscription-id.ts'

describe('the id of a subscription by default', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['https://Connector.Example.com/x', 'public.concur.expense.report', 'connector.example.com.expense.v1'],
    ['https://connector.example.com:8443/x', 'concur.request', 'connector.example.com.request.v1'],
    ['https://connector.example.com/', 'public.test', 'connector.example.com.test.v1'],
    ['no address', 'public.concur.request', '.request.v1'],
    ['https://[::1]/', 'public.My_Topic', '---1-.my-topic.v1'],
  ]
  for (const [endpoint, topic, id] of cases) {
    it(`for ${topic} at ${endpoint} is ${id}`, () => {
      expect(defaultSubscriptionId(endpoint, topic)).to.equal(id)
      expect(isSubscriptionId(id)).to.equal(true)
    })
  }
})
