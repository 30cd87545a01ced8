import { expect } from 'chai'
import { listForEmployee } from '../../server/policy/comment.ts'

const HEADING = 'Please correct the following and submit the report again.'

describe('the comment for the employee', () => {
  it('puts each finding on a line of its own', () => {
    expect(listForEmployee(['one thing.', ' another\n  thing. '], 'en')).to.equal(
      `${HEADING}\n- one thing.\n- another thing.`,
    )
  })

  it('may be exactly 2000 characters long', () => {
    const message = 'x'.repeat(2000 - `${HEADING}\n- `.length)

    expect(listForEmployee([message], 'en')).to.equal(`${HEADING}\n- ${message}`)
  })

  it('leaves out a message that makes it one character longer, and says so', () => {
    const message = 'x'.repeat(2001 - `${HEADING}\n- `.length)

    expect(listForEmployee([message], 'en')).to.equal(`${HEADING}\n1 more finding is shown with the report.`)
  })

  it('lists whole findings up to 2000 characters and counts the others', () => {
    const messages = Array.from({ length: 40 }, (_, index) => `${index}: ${'x'.repeat(95)}.`)

    const comment = listForEmployee(messages, 'en')
    const lines = comment.split('\n')

    expect(comment).to.have.length.within(1850, 2000)
    expect(lines[1]).to.equal(`- ${messages[0]}`)
    expect(lines.at(-2)).to.equal(`- ${messages[17]}`)
    expect(lines.at(-1)).to.equal('22 more findings are shown with the report.')
  })

  it('still lists the short ones behind a message of any length', () => {
    expect(listForEmployee(['x'.repeat(100_000), 'short.'], 'en')).to.equal(
      `${HEADING}\n- short.\n1 more finding is shown with the report.`,
    )
  })
})
