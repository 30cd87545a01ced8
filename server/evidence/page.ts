import { type Html, type HtmlValue, html } from './html.ts'

const STYLE = `
:root { color-scheme: light dark; font: 14px/1.45 system-ui, sans-serif }
body { max-width: 75rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem } h3 { font-size: 1rem; margin: 1.2rem 0 .4rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem }
dt { font-weight: 600 } dd { margin: 0; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid #8886; padding: .25rem .5rem; text-align: left; vertical-align: top; overflow-wrap: break-word }
th, time { white-space: nowrap }
.amount { display: block; text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #8886; padding: .5rem }
code { overflow-wrap: anywhere } .gone { border-left: 4px solid #c60; padding-left: 1rem }
@media print { body { max-width: none; margin: 0; font-size: 11px } tr, dl { break-inside: avoid } h2, h3 { break-after: avoid } a { color: inherit } }
`

/** A page for itself: it runs no script and loads nothing, from nowhere. */
export function page(title: string, content: HtmlValue): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${title}</h1>
${content}
</body>
</html>
`
}

/** A heading with what belongs to it. */
export function section(title: string, content: HtmlValue): Html {
  return html`<section><h2>${title}</h2>
${content}
</section>
`
}

/** Names and values; what has no value is left out. */
export function facts(pairs: readonly (readonly [name: string, value: HtmlValue])[]): Html {
  const told = pairs.filter(([, value]) => value !== undefined && value !== null && value !== '')
  return html`<dl>${told.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>`
}

/** A table, or a word that there is nothing. */
export function table(titles: readonly string[], rows: readonly (readonly HtmlValue[])[]): Html {
  if (rows.length === 0) return html`<p>None.</p>`
  return html`<table>
<thead><tr>${titles.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>
${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table>`
}

/** In UTC, to the second, as it is said of what happened; nothing for none. */
export function time(at: Date | null | undefined): Html | undefined {
  if (at === null || at === undefined) return undefined
  return html`<time>${at.toISOString().slice(0, 19).replace('T', ' ')}Z</time>`
}

/** An amount in a table. */
export function amount(text: string | undefined): Html {
  return html`<span class="amount">${text}</span>`
}

/** A file of the evidence. @param path From the page. */
export function link(path: string, text: string = path): Html {
  return html`<a href="${path}">${text}</a>`
}

/** As it was kept, for what has no better form. */
export function json(value: unknown): Html {
  return html`<pre>${JSON.stringify(value, null, 2)}</pre>`
}
