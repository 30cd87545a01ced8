// Writes docs/policy-rules.md: part of `npm run docs`.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { renderCatalogue } from '../policy/catalogue-docs.ts'

await writeFile(join(import.meta.dirname, '..', '..', 'docs', 'policy-rules.md'), renderCatalogue())
