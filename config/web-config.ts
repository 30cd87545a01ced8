import type { SaxesTagPlain } from 'saxes'
import { SaxesParser } from 'saxes'

/** What the `<appSettings>` of a `web.config` say; keys as written, letter case included. */
export type WebConfigResult =
  | { readonly ok: true; readonly appSettings: ReadonlyMap<string, string> }
  /** The problem completes "found ..."; it quotes nothing from the file but names of elements. */
  | { readonly ok: false; readonly problem: string }

/**
 * Reads the `<appSettings>` of an IIS `web.config`: `<add key value>`, `<remove key>` and `<clear>` in document order,
 * so that of two values for a key the last wins. The rest of the file is IIS's. Pure; never throws.
 * @param xml The decoded text of the file.
 * @see Microsoft, "appSettings Element (General Settings Schema)".
 */
export function parseWebConfig(xml: string): WebConfigResult {
  const appSettings = new Map<string, string>()
  const path: string[] = []
  const parser = new SaxesParser()
  parser.on('doctype', () => {
    throw new Refusal('a DOCTYPE, which has no place in a web.config')
  })
  parser.on('opentag', (tag) => {
    if (path.length === 0 && tag.name !== 'configuration') throw new Refusal(`<${tag.name}> as its root`)
    if (path.join('/') === 'configuration/appSettings') apply(tag, appSettings)
    path.push(tag.name)
    if (path.join('/') === 'configuration/appSettings') refuseElsewhere(tag)
  })
  parser.on('closetag', () => {
    path.pop()
  })

  try {
    parser.write(xml).close()
    return { ok: true, appSettings }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, problem: `${error.message} (line ${parser.line})` }
    // What the parser says could quote a part of a password; the line is enough to find it.
    return {
      ok: false,
      problem: `XML that is not well-formed near line ${parser.line} (in a value & is written &amp;, " &quot; and < &lt;)`,
    }
  }
}

/** Ends the parsing with a reason. */
class Refusal extends Error {}

/** The values would be in another file, and silently missing here. */
function refuseElsewhere({ attributes }: SaxesTagPlain): void {
  for (const name of ['configSource', 'configProtectionProvider', 'file']) {
    if (name in attributes) throw new Refusal(`<appSettings ${name}="...">, which is not supported`)
  }
}

function apply({ name, attributes }: SaxesTagPlain, appSettings: Map<string, string>): void {
  const { key, value } = attributes
  if (name === 'clear') appSettings.clear()
  else if (name === 'remove' && key) appSettings.delete(key)
  else if (name === 'add' && key && value !== undefined) appSettings.set(key, value)
  else throw new Refusal(`<${name}> in <appSettings> that is not <add key value>, <remove key> or <clear>`)
}
