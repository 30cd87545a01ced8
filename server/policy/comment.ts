/** What Concur takes as a comment of a workflow action. "Post an Expense Report Workflow Action", `Comment`. */
const MAX_LENGTH = 2000
const HEADING = 'Please correct the following and submit the report again.'

/**
 * Writes the comment that goes with a report that is sent back: plain text, one message a line, at most 2000
 * characters. A message is never cut: where not all fit, the last line counts the others.
 */
export function listForEmployee(messages: readonly string[]): string {
  const lines = messages.map((message) => `- ${message.trim().replaceAll(/\s+/g, ' ')}`)
  const complete = [HEADING, ...lines].join('\n')
  if (complete.length <= MAX_LENGTH) return complete

  const room = MAX_LENGTH - `\n${countOthers(lines.length)}`.length
  let comment = HEADING
  let others = 0
  for (const line of lines) {
    if (comment.length + 1 + line.length <= room) comment += `\n${line}`
    else others += 1
  }
  return `${comment}\n${countOthers(others)}`
}

function countOthers(others: number): string {
  return others === 1
    ? '1 more finding is shown with the report.'
    : `${others} more findings are shown with the report.`
}
