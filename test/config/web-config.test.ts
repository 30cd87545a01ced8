import { expect } from 'chai'
import { parseWebConfig } from '../../config/web-config.ts'
import { webConfig } from './settings-folder.ts'

function entriesOf(xml: string): [string, string][] {
  const result = parseWebConfig(xml)
  if (!result.ok) throw new Error(result.problem)
  return [...result.appSettings]
}

describe('the appSettings of a web.config', () => {
  const A = '<add key="A" value="1"/>'
  const B = '<add key="B" value="2"/>'
  const understood: [string, string, [string, string][]][] = [
    [
      'keys and values',
      webConfig(A, B),
      [
        ['A', '1'],
        ['B', '2'],
      ],
    ],
    ['a byte order mark and a declaration', `\uFEFF<?xml version="1.0"?>\n${webConfig(A)}`, [['A', '1']]],
    [
      'comments, white space and processing instructions',
      webConfig('\n<!-- <add key="C" value="3"/> -->\n<?x?>', A),
      [['A', '1']],
    ],
    [
      'entities and character references',
      webConfig('<add key="A" value="&amp;&quot;&lt;&#x263A;"/>'),
      [['A', '&"<☺']],
    ],
    ['single quotes and an end tag', webConfig(`<add value='1' key='A'></add>`), [['A', '1']]],
    ['a repeated key: the last wins', webConfig(A, '<add key="A" value="2"/>'), [['A', '2']]],
    [
      'keys that differ in letter case',
      webConfig(A, '<add key="a" value="2"/>'),
      [
        ['A', '1'],
        ['a', '2'],
      ],
    ],
    ['an empty value', webConfig('<add key="A" value=""/>'), [['A', '']]],
    ['<remove>', webConfig(A, B, '<remove key="A"/>'), [['B', '2']]],
    ['<remove> before <add>', webConfig('<remove key="A"/>', A), [['A', '1']]],
    ['<clear>', webConfig(A, '<clear/>', B), [['B', '2']]],
    ['a key of Object.prototype', webConfig('<add key="__proto__" value="1"/>'), [['__proto__', '1']]],
    ['no appSettings', '<configuration><system.webServer/></configuration>', []],
    [
      'appSettings in another place',
      `<configuration><location><appSettings>${A}</appSettings></location></configuration>`,
      [],
    ],
    [
      'a namespace',
      `<configuration xmlns="http://schemas.microsoft.com/.NetConfiguration/v2.0"><appSettings>${A}</appSettings></configuration>`,
      [['A', '1']],
    ],
  ]
  for (const [title, xml, entries] of understood) {
    it(`are read with ${title}`, () => {
      expect(entriesOf(xml)).to.deep.equal(entries)
    })
  }

  const malformed =
    'XML that is not well-formed near line 1 (in a value & is written &amp;, " &quot; and < &lt;)'
  const refused: [string, string, string][] = [
    ['an empty file', '', malformed],
    ['text that is no XML', 'PORT=8443', malformed],
    ['an element that is not closed', '<configuration><appSettings></configuration>', malformed],
    ['a bare ampersand', webConfig('<add key="A" value="a&b"/>'), malformed],
    ['an attribute given twice', webConfig('<add key="A" key="B" value="1"/>'), malformed],
    ['text after the root', `${webConfig()}text`, malformed],
    [
      'a DOCTYPE',
      `<!DOCTYPE configuration [<!ENTITY a "b">]>${webConfig()}`,
      'a DOCTYPE, which has no place in a web.config (line 1)',
    ],
    ['another root', '\n<appSettings/>', '<appSettings> as its root (line 2)'],
    [
      '<add> without a key',
      webConfig('<add value="1"/>'),
      '<add> in <appSettings> that is not <add key value>, <remove key> or <clear> (line 1)',
    ],
    [
      '<add> without a value',
      webConfig('<add key="A"/>'),
      '<add> in <appSettings> that is not <add key value>, <remove key> or <clear> (line 1)',
    ],
    [
      'encrypted settings',
      webConfig('<EncryptedData/>'),
      '<EncryptedData> in <appSettings> that is not <add key value>, <remove key> or <clear> (line 1)',
    ],
    [
      'settings in another file',
      '<configuration><appSettings configSource="a.config"/></configuration>',
      '<appSettings configSource="...">, which is not supported (line 1)',
    ],
  ]
  for (const [title, xml, problem] of refused) {
    it(`are refused with ${title}`, () => {
      expect(parseWebConfig(xml)).to.deep.equal({ ok: false, problem })
    })
  }
})
