#!/bin/sh
# Currencies: currency-codes 2.2.0, its newest release, does not know XCG and goes on taking ANG.
#
# The Caribbean guilder (XCG) took the place of the Netherlands Antillean guilder (ANG) in Curacao and Sint Maarten on 31 March 2025.
# Expected of the package that most programs take ISO 4217 from that it has both. Seen: its list is of 25 June 2024, so that every
# expense in the currency of these countries is in "no currency", and a limit written in the old one is taken and never met.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > log
npm install --silent --no-audit --no-fund currency-codes@2.2.0
cat > see.cjs <<'JS'
const codes = require('currency-codes')
const published = require('currency-codes/iso-4217-publish-date')

console.log('list of', published.slice(0, 10))
for (const code of ['XCG', 'ANG']) console.log(code, codes.code(code)?.currency)
JS
node see.cjs > seen
cat seen
cat > expected <<'TEXT'
list of 2024-06-25
XCG undefined
ANG Netherlands Antillean Guilder
TEXT
cmp seen expected
