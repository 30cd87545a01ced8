#!/bin/sh
# CEL: a blank text converted to a number is 0 in @marcbachmann/cel-js 8.0.0 (int) and @bufbuild/cel 0.6.1 (int and double).
#
# Custom fields of an expense report come as texts. A condition such as `int(entry.custom1) <= 100` was expected to fail for a field that is
# there and empty, as the language definition has it (a text that is no number is an error). Seen: the limit is kept by every blank
# field. @bufbuild/cel also takes `0x10` and ` 12 `, and gives NaN for `12abc`, for which every comparison is false without an error.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund @marcbachmann/cel-js@8.0.0 @bufbuild/cel@0.6.1
cat > see.js <<'JS'
import { run } from '@bufbuild/cel'
import { evaluate } from '@marcbachmann/cel-js'

const engines = {
  '@marcbachmann/cel-js': (text) => evaluate(text, {}),
  '@bufbuild/cel': (text) => {
    const value = run(text)
    if (value instanceof Error || value?.constructor?.name === '_CelError') throw new Error('error')
    return value
  },
}
for (const [name, evaluated] of Object.entries(engines)) {
  for (const text of [`int('')`, `double('')`, `int('0x10')`, `int(' 12 ')`, `double('12abc')`]) {
    let seen = 'error'
    try {
      seen = String(evaluated(text))
    } catch {}
    console.log(`${name} ${text}: ${seen}`)
  }
}
JS
node see.js > seen
cat seen
cat > expected <<'TEXT'
@marcbachmann/cel-js int(''): 0
@marcbachmann/cel-js double(''): error
@marcbachmann/cel-js int('0x10'): error
@marcbachmann/cel-js int(' 12 '): error
@marcbachmann/cel-js double('12abc'): error
@bufbuild/cel int(''): 0
@bufbuild/cel double(''): 0
@bufbuild/cel int('0x10'): 16
@bufbuild/cel int(' 12 '): 12
@bufbuild/cel double('12abc'): NaN
TEXT
cmp seen expected
