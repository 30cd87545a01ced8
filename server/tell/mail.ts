import type { Link, Message, Section } from './message.ts'

/** A mail without its envelope. */
export interface Mail {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** The message as a mail: plain text, and the same as simple HTML that needs no picture and no style. Pure. */
export function mailOf(message: Message): Mail {
  return { subject: message.title, text: textOf(message), html: htmlOf(message) }
}

function textOf({ title, lead, facts, sections, leftOut, link, footer }: Message): string {
  const more = leftOut(sections.length)
  return [
    title,
    lead,
    facts.map(({ label, value }) => `${label}: ${value}`).join('\n'),
    ...sections.map(({ heading, lines, link: own }) =>
      [heading, ...lines.map((line) => `  ${line}`), ...(own === undefined ? [] : [`  ${own.url}`])].join(
        '\n',
      ),
    ),
    more ?? '',
    link === undefined ? '' : `${link.text}: ${link.url}`,
    // What stands below it is a signature to mail programs.
    `-- \n${footer.join('\n')}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

function htmlOf({ language, title, lead, facts, sections, leftOut, link, footer }: Message): string {
  const more = leftOut(sections.length)
  const rows = facts.map(
    ({ label, value }) =>
      `<tr><th align="left" scope="row">${escaped(label)}</th><td>${escaped(value)}</td></tr>`,
  )
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${escaped(title)}</title></head><body>`,
    `<h1 style="font-size:1.2em">${escaped(title)}</h1>`,
    `<p>${escaped(lead)}</p>`,
    ...(rows.length === 0 ? [] : [`<table cellpadding="4">${rows.join('')}</table>`]),
    ...sections.map(sectionHtml),
    ...(more === undefined ? [] : [`<p>${escaped(more)}</p>`]),
    ...(link === undefined ? [] : [`<p>${anchor(link)}</p>`]),
    `<hr><p><small>${footer.map(escaped).join('<br>')}</small></p>`,
    '</body></html>',
  ].join('\n')
}

function sectionHtml({ heading, lines, link }: Section): string {
  const items = lines.map((line) => `<li>${escaped(line)}</li>`).join('')
  const open = link === undefined ? '' : `<p>${anchor(link)}</p>`
  return `<h2 style="font-size:1em">${escaped(heading)}</h2><ul>${items}</ul>${open}`
}

function anchor({ text, url }: Link): string {
  return `<a href="${escaped(url)}">${escaped(text)}</a>`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}
