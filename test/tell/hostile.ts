/** Names of reports and people as somebody may give them who means harm. */
export const HOSTILE: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  'Trip\r\nBcc: everybody@example.com',
  '<!channel> <!here> <@U123> <https://evil.example|Open>',
  '*bold* _italic_ ~gone~ `code` [Open](https://evil.example) **x** # y',
  '{{DATE(2026-01-01T00:00:00Z, LONG)}} ${report} <at>everybody</at>',
  'x'.repeat(10_000),
  '&'.repeat(10_000),
  '\u{1F4B6}'.repeat(10_000),
  '\u202egro.live\u2066 \u202d999.99 USD',
  '\u200fתל אביב',
  'بيروت',
  'half \ud83d of a pair',
  '\0\u0007\u2028\u2029\ufeff',
  '',
]
