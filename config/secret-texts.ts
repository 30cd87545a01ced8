import { isSecret, SETTING_NAMES, type Settings } from './settings.ts'

/** Every text of the settings that must not be shown, with the password of each address that has a login in it. */
export function secretTexts(settings: Settings): readonly string[] {
  return SETTING_NAMES.flatMap((name) =>
    textsIn(settings[name]).flatMap((text) => (isSecret(name, text) ? [text, ...passwordIn(text)] : [])),
  )
}

/** A setting may be read as a list, or as bytes that were base64. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (value instanceof URL) return [value.href]
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('base64')]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

function passwordIn(address: string): readonly string[] {
  const password = URL.parse(address)?.password
  return password === undefined || password === '' ? [] : [password, decoded(password)]
}

function decoded(password: string): string {
  try {
    return decodeURIComponent(password)
  } catch {
    return password
  }
}
