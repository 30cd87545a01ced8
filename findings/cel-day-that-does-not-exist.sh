#!/bin/sh
# CEL: a day that does not exist becomes another day in @marcbachmann/cel-js 8.0.0 and @bufbuild/cel 0.6.1.
#
# `timestamp('2026-02-30T00:00:00Z')` was expected to be an error, since it is no RFC 3339 time. Seen: 2 March in both engines, and
# 24:00 is midnight of the next day. A claim with a mistyped day passes a rule on its age or on weekends with a day nobody wrote.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund @marcbachmann/cel-js@8.0.0 @bufbuild/cel@0.6.1
cat > see.js <<'JS'
import { run } from '@bufbuild/cel'
import { evaluate } from '@marcbachmann/cel-js'

for (const time of ['2026-02-30T00:00:00Z', '2026-04-31T12:00:00Z', '2026-11-29T24:00:00Z']) {
  const day = `timestamp('${time}').getMonth() * 100 + timestamp('${time}').getDate()`
  console.log(time, String(evaluate(day, {})), String(run(day)))
}
JS
node see.js > seen
cat seen
# Months count from 0: 202 is 2 March.
cat > expected <<'TEXT'
2026-02-30T00:00:00Z 202 202
2026-04-31T12:00:00Z 401 401
2026-11-29T24:00:00Z 1030 1030
TEXT
cmp seen expected
