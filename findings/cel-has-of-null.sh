#!/bin/sh
# CEL: has() of a member that is null differs between engines: false in @bufbuild/cel 0.6.1, true in @marcbachmann/cel-js 8.0.0.
#
# Version 4 of Concur's services says `null` for what is not set. has() was expected to ask whether the member is there, whatever
# its value (language definition, Field Selection), so that `has(e.vendor)` is true for `{"vendor": null}` in every engine. A condition moved from
# one engine to the other asks for something else without a word.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund @marcbachmann/cel-js@8.0.0 @bufbuild/cel@0.6.1
cat > see.js <<'JS'
import { run } from '@bufbuild/cel'
import { evaluate } from '@marcbachmann/cel-js'

const entry = { vendor: null, comment: '' }
for (const name of ['vendor', 'comment', 'purpose']) {
  const text = `has(entry.${name})`
  console.log(text, String(evaluate(text, { entry })), String(run(text, { entry })))
}
JS
node see.js > seen
cat seen
cat > expected <<'TEXT'
has(entry.vendor) true false
has(entry.comment) true true
has(entry.purpose) false false
TEXT
cmp seen expected
