/** What `check` and a look at certificates find: a code, and what commands say of it. See `SENTENCES`. */
export const CHECKS = {
  'settings complete': 'complete',
  'TLS ends in front': 'not ours: TLS is off, something in front ends it',
  'certificate valid': '{subject}, valid for {days:number} days',
  'console certificate valid': 'certificate {subject}, valid for {days:number} days',
  'policy loaded': '{name}, {rules:number} rules, version {version}',
  'notifications kept': 'a notification can be kept',
  'no time from Concur': 'Concur does not say what time it is',
  'clock is off': "{seconds:number} s away from Concur's: set this machine's clock",
  'clock is right': "within {seconds:number} s of Concur's",
  'database clock is off':
    "{seconds:number} s away from the database server's: synchronise both clocks (NTP)",
  'database clock is right': "within {seconds:number} s of the database's",
  'read on the way':
    'reports and the password go to the server in clear: add ?sslmode=verify-full to DATABASE_URL, unless the network is your own',
  'file of before':
    "{path} is older than what was acknowledged: its last notification is {found:number}, and {acknowledged:number} was taken. Is it a backup, or is its -wal missing? What still waits in Concur is found again through Concur's lists",
  'arrivals missing':
    "{missing:number} notifications that were acknowledged are neither in {path} nor in {file}: is one of the two a backup, or is a -wal missing? What still waits in Concur is found again through Concur's lists",
  'open to others':
    'other users of this machine may read or replace {files:texts}: take that away with chmod o-rwx',
  'token comes': 'Concur gives us one at {url}',
  'not delivered': 'Concur lists {count:number} notifications that it could not deliver',
  'reports wait': 'Concur lists {count:number} reports that wait at External Validation',
  'more reports wait': 'Concur lists {count:number} or more reports that wait at External Validation',
  'names come': "Concur tells whose the reports of events are, and people's own reports from others",
  'names do not come':
    'reports of events have no names of employees, and nobody can decide on one whose owner is not known: {why:sentence}',
  'console without TLS': 'without TLS at {address}',
  'no console address':
    'CONSOLE_HOST is {host}, and CONSOLE_URL is not set: requests by a name of this machine are refused; set it to the address that people open.',
  'console readable':
    'CONSOLE_HOST is {host}, without TLS and without a proxy (TRUSTED_PROXIES=0): passwords and keys can be read on the way; set CONSOLE_TLS=on, or CONSOLE_HOST=127.0.0.1.',
  'events known': '{proof:sentence}; keys {keys:sentences}; {count:number} authorities that Node knows',
  'events known by file':
    '{proof:sentence}; keys {keys:sentences}; {count:number} authorities in ESS_CA_FILE',
  'key until': '{name} (certificate until {day:day})',
  'proof asked': 'ESS_AUTH={auth}',
  'proof cannot come':
    'ESS_AUTH={auth} takes none, since with TLS=off no client certificate comes: set ESS_CLIENT_CERT_HEADER, or ESS_AUTH=signature',
  'provider away':
    '{issuer} does not answer as a provider ({why}): check OIDC_ISSUER, the firewall and the proxy',
  'provider answers': '{issuer} answers; it has to know {address}',
  'no groups': 'PEOPLE_FILE has no groups, so that the provider gets nobody in: docs/console.md shows them',
  'no way in':
    'nobody gets in when the provider is away: people add LOGIN --role admin --emergency, then people password',
  'no people file': 'PEOPLE_FILE is not set, so nobody is told',
  'nobody is told': 'nobody is told',
  'people are told': '{names}; times in {timeZone}',
  'no such login': 'nobody has the login {login} of the people file: people add',
  'no address of': '{login} of the people file has no e-mail address: people change {login} --email',
  'logins known': '{count:number} of the people file',
  'mail encrypts': '{server} encrypts',
  'mail encrypts and lets in': '{server} encrypts and takes the login',
  'check the way': '{why:sentence}: check CONCUR_API_URL and the firewall',
  'check the way and proxy': '{why:sentence}: check CONCUR_API_URL, the firewall and the proxy',

  'check goes on': 'it has not ended within {seconds:number} s and goes on: ask again in a minute',

  // Of certificates; `certs/` says it, which knows nothing of this.
  'certificate not yet': "The certificate is valid from {day:day} only: check this machine's clock.",
  'certificate over': 'The certificate expired on {day:day}: Concur refuses it, install a new one.',
  'console certificate over': 'The certificate expired on {day:day}: browsers refuse it, install a new one.',
  'certificate ends':
    'The certificate expires on {day:day}, {days:number} days from now: install a new one before.',
  'key of other type':
    'The key is of type {type}: the cipher suites that Concur lists need an RSA key of at least 2048 bits.',
  'key too short':
    'The RSA key has {bits:number} bits: Concur asks for at least 2048, order a certificate for a new key.',
  'certificate for others':
    'The certificate is not for {host}: it names {names}. Order one for the name that Concur calls.',
  'console certificate for others':
    'The certificate is not for {host}: it names {names}. Order one for the name that CONSOLE_URL has.',
  'chain out of order':
    'The certificates are out of order: put the server certificate first, then each one that signed the one before.',
  'chain incomplete':
    'The chain is incomplete: append the intermediate certificate of {issuer} to the certificate file.',
  'self-signed':
    'The certificate is self-signed: Concur refuses it, order one from a public certificate authority.',
  'private authority':
    'The certificate is signed by a private authority: Concur refuses it, order one from a public certificate authority.',

  // Of what comes in and is no notification; `notification/` and `xml/` say it, which know nothing of this.
  'other root': 'the root element is {name} and should be Notification',
  'no object type': 'ObjectType is missing',
  'no object address': 'ObjectURI is missing',
  'not a plain address': 'ObjectURI is not an absolute http(s) URL of a plain path without a query',
  'not an address of': 'ObjectURI is not a resource path that Concur has for {type}',
  'element repeated': '{name} stands {times:number} times',
  'element not a text': '{name} holds elements and should hold text',
  'element too long': '{name} is longer than {most:number} characters',
  'no JSON object': 'the body is not a JSON object in UTF-8',
  'member not a text': '{name} is missing or no text of at most {most:number} characters',
  'no facts': 'facts is missing or no object',
  'other encoding': 'the encoding {encoding} is not supported; send UTF-8',
  'no characters': 'the bytes are not {encoding} (line {line:number}, column {column:number})',
  'no XML at all': 'not well-formed XML: there is no element',
  'no XML': 'not well-formed XML: {why}',
  'not located': 'report {id} waits in Concur, and it is not known where to read it: {why:sentence}',
} as const
