import { copiedText, wholeNumber } from './setting-forms.ts'
import { claimName, issuer, scopes } from './sign-in-forms.ts'

const group = 'Signing in'

/** The settings of how people get into the console, and how long they stay. */
export const SIGN_IN_SETTINGS = {
  OIDC_ISSUER: {
    group,
    form: issuer,
    meaning:
      'The provider that signs people in (OpenID Connect), by its issuer: see [the console](console.md#signing-in). Without it people sign in with the password of their account here.',
  },
  OIDC_CLIENT_ID: { group, form: copiedText, meaning: 'As what the connector is registered there.' },
  OIDC_CLIENT_SECRET: {
    group,
    form: copiedText,
    secret: true,
    meaning: 'And its secret; none for a public client.',
  },
  OIDC_SCOPES: {
    group,
    form: scopes,
    default: 'openid profile email',
    meaning: 'What the provider is asked for.',
  },
  OIDC_GROUPS_CLAIM: {
    group,
    form: claimName,
    default: 'groups',
    meaning:
      'The claim that has the groups of a person, in the ID token or what the provider answers as user info; with dots where it stands within another. Under `groups` the people file says which role each gives.',
  },
  OIDC_LOGIN_CLAIM: {
    group,
    form: claimName,
    default: 'preferred_username',
    meaning: 'The claim that becomes the login of a person here.',
  },
  SESSION_IDLE_MINUTES: {
    group,
    form: wholeNumber(1, 1440),
    default: '60',
    meaning: 'After so many minutes in which they open nothing, people are signed out of the console.',
  },
  SESSION_HOURS: {
    group,
    form: wholeNumber(1, 168),
    default: '12',
    meaning: 'And after so many hours, whatever they do.',
  },
} as const
