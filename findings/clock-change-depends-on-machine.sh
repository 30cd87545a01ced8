#!/bin/sh
# @date-fns/tz 1.5.0 with date-fns 4.4.0: which of the two hours is meant when clocks go back depends on the zone of the machine.
#
# A digest, a due time or a vendor's time stamp is given as a local time in a zone of its own (`new TZDate(2026, 9, 25, 2, 30, 0,
# 'Europe/Berlin')`). In the night of the change 02:30 comes twice. One would expect one rule for it, as in Date itself
# (the earlier) or in java.time (the earlier). Seen: with TZ=Europe/Berlin or Asia/Tokyo it is the earlier, with TZ=UTC or America/New_York
# the later one. So two servers with the same configuration differ by an hour, and `startOfHour` of the earlier 02:30 lies half an
# hour *after* it where the later one is chosen.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund date-fns@4.4.0 @date-fns/tz@1.5.0
cat > see.js <<'JS'
import { TZDate } from '@date-fns/tz'
import { startOfHour } from 'date-fns'

const utc = (date) => new Date(+date).toISOString().slice(11, 16)
const half = new TZDate(2026, 9, 25, 2, 30, 0, 'Europe/Berlin')
const first = new TZDate(Date.UTC(2026, 9, 25, 0, 30), 'Europe/Berlin')
console.log(process.env.TZ, utc(half), utc(startOfHour(first)))
JS
for zone in UTC America/New_York Europe/Berlin Asia/Tokyo; do TZ=$zone node see.js; done > seen
cat seen
# Machine, what 02:30 in Berlin is in UTC, and the start of the hour of 00:30 UTC.
cat > expected <<'TEXT'
UTC 01:30 01:00
America/New_York 01:30 01:00
Europe/Berlin 00:30 00:00
Asia/Tokyo 00:30 00:00
TEXT
cmp seen expected
