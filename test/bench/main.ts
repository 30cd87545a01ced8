// `npm run bench [what] [...]`: each measures one thing and says how it is called. Without a name: acknowledgements.
const PARTS = {
  acknowledgements: () => import('./acknowledgements.ts'),
  console: () => import('./console.ts'),
  growth: () => import('./growth.ts'),
  history: () => import('./history.ts'),
  people: () => import('./people.ts'),
  policy: () => import('./policy.ts'),
  polling: () => import('./polling.ts'),
  readings: () => import('./readings.ts'),
  reviews: () => import('./reviews.ts'),
}

const [name = 'acknowledgements', ...args] = process.argv.slice(2)
const part = Object.entries(PARTS).find(([each]) => each === name)
if (part === undefined) {
  process.stderr.write(`there is no benchmark ${name}; there are ${Object.keys(PARTS).join(', ')}\n`)
  process.exitCode = 2
} else {
  process.argv.splice(2, process.argv.length, ...args)
  await part[1]()
}
