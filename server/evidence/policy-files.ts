import type { KeptPolicy } from '../record/policy-version.ts'
import type { File } from './members-of-review.ts'
import { listPath, policyFolder } from './paths.ts'

/** The files of a version of the policy; `policy.json` says which list is which, in the order of the version's hash. */
export function policyFiles({ version, name, keptAt, texts: { text, lists } }: KeptPolicy): readonly File[] {
  const files = [...lists].map(([list, content], index) => ({
    list,
    file: { path: listPath(version, index, list), content },
  }))
  const about = {
    version,
    name,
    keptAt,
    lists: files.map(({ list, file }) => ({ name: list, file: file.path })),
  }
  const folder = policyFolder(version)
  return [
    { path: `${folder}/policy.yaml`, content: text },
    { path: `${folder}/policy.json`, content: `${JSON.stringify(about, null, 2)}\n` },
    ...files.map(({ file }) => file),
  ]
}
