// Writes docs/settings.md: `npm run docs`.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { renderSettingsDocs } from './settings-docs.ts'

await writeFile(join(import.meta.dirname, '..', 'docs', 'settings.md'), renderSettingsDocs())
