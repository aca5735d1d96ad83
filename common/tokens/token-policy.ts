/**
 * What every token says, and what is believed of one (RFC 8725): one algorithm, one issuer, one audience. A token is made by
 * the customers service alone, and no service has what it would take to make one.
 */
export const tokenPolicy = {
  algorithm: 'ES256',
  type: 'JWT',
  issuer: 'urn:three-mode-lab:customers',
  audience: 'urn:three-mode-lab:shop',
  /** How far two clocks may be apart. */
  toleranceS: 2,
} as const;

export const keysPolicy = {
  /** Where the public keys are (RFC 8615). */
  path: '/.well-known/jwks.json',
  /** A service asks for them this often; what was withdrawn is believed no longer than that. */
  maxAgeMs: 5000,
  /** And not sooner than this, whatever key a token names. */
  leastAgeMs: 1000,
  timeoutMs: 2000,
  /** A new key is shown so long before anything is signed with it. */
  leadMs: 15_000,
} as const;

/** The accounts that are set, not signed up. */
export const setAccounts = {
  operator: 'operator@three-mode-lab.example',
  service: 'order-service@three-mode-lab.example',
} as const;
