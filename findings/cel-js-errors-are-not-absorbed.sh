#!/bin/sh
# CEL: the package cel-js 0.8.2 divides whole numbers into fractions, and an error beside `||` wins even over a true before it.
#
# By the language definition -7 / 2 is -3, and `a || b` is true as soon as one of both is, whichever fails. Expected of the package that has
# the language's name; seen: -3.5, and "Division by zero". `report.total / size(report.entries) > 100 || report.country == 'US'` is one
# that fails for an empty report here and is decided elsewhere.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund cel-js@0.8.2 @marcbachmann/cel-js@8.0.0
cat > see.js <<'JS'
import { evaluate as evaluateOther } from '@marcbachmann/cel-js'
import { evaluate } from 'cel-js'

const seen = (evaluated, text) => {
  try {
    return String(evaluated(text, {}))
  } catch (error) {
    return `error: ${error.message.split('\n')[0]}`
  }
}
for (const text of ['-7 / 2', '(1 / 0 > 0) || true', 'true || (1 / 0 > 0)']) {
  console.log(`${text}: ${seen(evaluate, text)}; @marcbachmann/cel-js ${seen(evaluateOther, text)}`)
}
JS
node see.js > seen
cat seen
cat > expected <<'TEXT'
-7 / 2: -3.5; @marcbachmann/cel-js -3
(1 / 0 > 0) || true: error: Division by zero; @marcbachmann/cel-js true
true || (1 / 0 > 0): error: Division by zero; @marcbachmann/cel-js true
TEXT
cmp seen expected
