// Writes docs/refusals.md: part of `npm run docs`.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { renderRefusals } from './refusals-docs.ts'

await writeFile(join(import.meta.dirname, '..', '..', 'docs', 'refusals.md'), renderRefusals())
