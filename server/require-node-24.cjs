// Loaded before server/main.ts, and written so that any Node can read it: older versions cannot run TypeScript
// and would answer with a syntax error instead of a sentence.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  console.error(
    `The connector needs Node 24 or newer, and this is Node ${process.versions.node}: install Node 24, or run "npm ci" without --omit=optional to use the one that comes with the packages.`,
  )
  process.exit(1)
}
