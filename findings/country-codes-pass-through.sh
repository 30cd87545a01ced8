#!/bin/sh
# Countries: toAlpha2 of i18n-iso-countries 7.14.0 gives back two letters that are no country, with which isValid does not agree.
#
# Expected of a conversion to ISO 3166 alpha-2 that it gives nothing for what is no code. Seen: any two letters come back in capitals, so
# `toAlpha2('uk')` is UK (Britain is GB) and `toAlpha2('qq')` is QQ, while three letters that are no code give nothing and isValid is
# false for all of them. A policy whose countries are read with it has a rule that never fires.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > log
npm install --silent --no-audit --no-fund i18n-iso-countries@7.14.0
cat > see.cjs <<'JS'
const { isValid, toAlpha2 } = require('i18n-iso-countries')
for (const code of ['gbr', 'gb', 'uk', 'qq', 'qqq']) console.log(code, toAlpha2(code), isValid(code))
JS
node see.cjs > seen
cat seen
cat > expected <<'TEXT'
gbr GB true
gb GB true
uk UK false
qq QQ false
qqq undefined false
TEXT
cmp seen expected
