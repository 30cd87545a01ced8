import { expect } from 'chai'
import { readActionStatus, workflowActionXml } from '../../server/concur/workflow-action.ts'
import { child, readXml } from '../../server/xml/read-xml.ts'

const NAMESPACE = 'http://www.concursolutions.com/api/expense/expensereport/2011/03'

describe('workflowActionXml', () => {
  it('names the action, in Concur’s namespace', () => {
    expect(workflowActionXml('Approve', undefined).replaceAll(/>\s+</g, '><')).to.equal(
      `<?xml version="1.0" encoding="utf-8"?><WorkflowAction xmlns="${NAMESPACE}"><Action>Approve</Action></WorkflowAction>`,
    )
  })

  it('adds the comment behind the action', () => {
    const xml = workflowActionXml('Send Back to Employee', 'Please add a receipt.')

    expect(xml.replaceAll(/>\s+</g, '><')).to.include(
      '<Action>Send Back to Employee</Action><Comment>Please add a receipt.</Comment></WorkflowAction>',
    )
  })

  const comments: readonly (readonly [string, string, string])[] = [
    ['markup', '<b>Tom & "Jerry"</b> ]]> &amp;', '<b>Tom & "Jerry"</b> ]]> &amp;'],
    ['lines', 'Please:\n- one\n\t- two', 'Please:\n- one\n\t- two'],
    ['letters beyond ASCII', 'Zoë 😀 日本', 'Zoë 😀 日本'],
    ['control characters', 'a\u0000b\u0007c\u001bd', 'a\ufffdb\ufffdc\ufffdd'],
    ['what is no character', 'a\ufffeb\uffffc', 'a\ufffdb\ufffdc'],
    ['half a surrogate pair', 'a\ud83db\ude00c', 'a\ufffdb\ufffdc'],
    ['2,000 characters', 'x'.repeat(2000), 'x'.repeat(2000)],
    ['more than 2,000 characters', `${'x'.repeat(2000)}y`, 'x'.repeat(2000)],
    ['a pair that ends at the limit', `${'x'.repeat(1998)}😀y`, `${'x'.repeat(1998)}😀`],
    ['a pair across the limit', `${'x'.repeat(1999)}😀`, 'x'.repeat(1999)],
  ]
  for (const [name, comment, expected] of comments) {
    it(`writes a comment with ${name} so that Concur can read it`, () => {
      const xml = readXml(Buffer.from(workflowActionXml('Send Back to Employee', comment)))

      expect(xml.ok && child(xml.root, 'Comment')?.text).to.equal(expected)
    })
  }
})

describe('readActionStatus', () => {
  const answers: readonly (readonly [string, string, string, boolean, boolean])[] = [
    ['SUCCESS!', 'SUCCESS!', 'SUCCESS!', true, false],
    ['SUCCESS', 'SUCCESS', '', true, false],
    ['Success', 'Success', '', true, false],
    ['FAILURE', 'FAILURE', 'The step does not offer this action.', false, false],
    [
      'FAILURE because the report was changed',
      'FAILURE',
      'The action cannot be executed because the item has recently been changed. Please refresh your list.',
      false,
      true,
    ],
    ['another word', 'PENDING', '', false, false],
    ['SUCCESS only in the message', 'FAILURE', 'SUCCESS!', false, false],
  ]
  for (const [name, status, message, succeeded, isStale] of answers) {
    it(`understands ${name}`, () => {
      const xml = `<?xml version="1.0" encoding="utf-8"?><ActionStatus xmlns="${NAMESPACE}"><Message>${message}</Message><Status>${status}</Status></ActionStatus>`

      expect(readActionStatus(Buffer.from(xml))).to.deep.equal({
        ok: true,
        value: { succeeded, message, isStale },
      })
    })
  }

  it('needs no message', () => {
    expect(
      readActionStatus(Buffer.from('<ActionStatus><Status> SUCCESS! </Status></ActionStatus>')),
    ).to.deep.equal({
      ok: true,
      value: { succeeded: true, message: '', isStale: false },
    })
  })

  for (const [name, body] of [
    ['nothing', ''],
    ['a page', '<html><Status>SUCCESS!</Status></html>'],
    ['no status', '<ActionStatus><Message>SUCCESS!</Message></ActionStatus>'],
    ['an empty status', '<ActionStatus><Status/></ActionStatus>'],
    ['half an answer', '<ActionStatus><Status>SUCCESS!</Status>'],
  ] as const) {
    it(`does not take ${name} for an answer`, () => {
      expect(readActionStatus(Buffer.from(body)).ok).to.equal(false)
    })
  }
})
