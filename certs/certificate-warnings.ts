import type { ChainFacts } from './inspect.ts'

/** Time to order, sign and install a new certificate. */
const RENEW_DAYS = 30

/**
 * What will keep Concur from connecting, now or soon, each as a sentence that says what to do. Empty when all is well.
 * @see SAP Concur, "Callout Security Standards": certificate of a certificate authority, ECDHE-RSA suites, 2048 bit.
 */
export function certificateWarnings(facts: ChainFacts): readonly string[] {
  return [
    ...validityWarnings(facts, 'Concur refuses'),
    ...keyWarnings(facts),
    ...hostWarnings(facts, 'Concur calls'),
    ...chainWarnings(facts),
    ...rootWarnings(facts),
  ]
}

/** The same for the console: a company's own authority may have signed its certificate, and any type of key will do. */
export function consoleCertificateWarnings(facts: ChainFacts): readonly string[] {
  return [
    ...validityWarnings(facts, 'browsers refuse'),
    ...hostWarnings(facts, 'CONSOLE_URL has'),
    ...chainWarnings(facts),
  ]
}

function validityWarnings({ server, inspectedAt }: ChainFacts, whoRefuses: string): string[] {
  const validTo = server.validTo.toISOString().slice(0, 10)
  if (server.validFrom > inspectedAt) {
    return [
      `The certificate is valid from ${server.validFrom.toISOString().slice(0, 10)} only: check this machine's clock.`,
    ]
  }
  if (server.validTo < inspectedAt) {
    return [`The certificate expired on ${validTo}: ${whoRefuses} it, install a new one.`]
  }
  if (server.daysLeft >= RENEW_DAYS) return []
  return [
    `The certificate expires on ${validTo}, ${server.daysLeft} days from now: install a new one before.`,
  ]
}

function keyWarnings({ server }: ChainFacts): string[] {
  if (server.keyType !== 'rsa') {
    return [
      `The key is of type ${server.keyType}: the cipher suites that Concur lists need an RSA key of at least 2048 bits.`,
    ]
  }
  if (server.keyBits === undefined || server.keyBits >= 2048) return []
  return [
    `The RSA key has ${server.keyBits} bits: Concur asks for at least 2048, order a certificate for a new key.`,
  ]
}

function hostWarnings({ server, host }: ChainFacts, whoNames: string): string[] {
  if (!host || host.isCovered) return []
  const names = server.names.join(', ') || 'no name at all'
  return [
    `The certificate is not for ${host.name}: it names ${names}. Order one for the name that ${whoNames}.`,
  ]
}

function chainWarnings({ server, isInOrder, leadsTo }: ChainFacts): string[] {
  const warnings: string[] = []
  if (!isInOrder) {
    warnings.push(
      'The certificates are out of order: put the server certificate first, then each one that signed the one before.',
    )
  }
  if (leadsTo === 'missing issuer') {
    warnings.push(
      `The chain is incomplete: append the intermediate certificate of ${server.issuer} to the certificate file.`,
    )
  }
  return warnings
}

function rootWarnings({ server, leadsTo }: ChainFacts): string[] {
  if (leadsTo !== 'private root') return []
  return [
    server.isSelfSigned
      ? 'The certificate is self-signed: Concur refuses it, order one from a public certificate authority.'
      : 'The certificate is signed by a private authority: Concur refuses it, order one from a public certificate authority.',
  ]
}
