import { expect } from 'chai'
import { child, childrenOf, readXml, type XmlElement } from '../../server/xml/read-xml.ts'

describe('readXml', () => {
  it('gives the children of a name in document order, one or many', () => {
    const root = rootOf('<r><item>1</item><other/><item>2</item></r>')

    expect(childrenOf(root, 'item').map(({ text }) => text)).to.deep.equal(['1', '2'])
    expect(childrenOf(root, 'other')).to.have.length(1)
    expect(childrenOf(root, 'none')).to.deep.equal([])
    expect(namesBelow(root)).to.deep.equal(['item', 'other', 'item'])
    expect(child(root, 'item')?.text).to.equal('1')
    expect(child(root, 'none')).to.equal(undefined)
  })

  it('knows elements and attributes by their local names, whatever prefix or namespace they have', () => {
    const root = rootOf(
      '<n:r xmlns:n="urn:one" xmlns:i="urn:two"><n:a i:nil="true">1</n:a><a xmlns="urn:three">2</a></n:r>',
    )

    expect(root.name).to.equal('r')
    expect(childrenOf(root, 'a').map(({ text }) => text)).to.deep.equal(['1', '2'])
    expect([...(child(root, 'a')?.attributes ?? [])]).to.deep.equal([['nil', 'true']])
  })

  it('accepts a prefix that nobody declared', () => {
    expect(namesBelow(rootOf('<n:r><i:a/></n:r>'))).to.deep.equal(['a'])
  })

  const texts: readonly (readonly [string, string, string])[] = [
    ['nothing', '<r/>', ''],
    ['CDATA', '<r><![CDATA[a < b && c]]></r>', 'a < b && c'],
    ['the five entities', '<r>&lt;&gt;&amp;&quot;&apos;</r>', '<>&"\''],
    ['character references', '<r>&#65;&#x42;&#x1F600;</r>', 'AB😀'],
    ['text in pieces', '<r>one<a/><!-- no -->two<![CDATA[ three]]></r>', 'onetwo three'],
    ['blanks around the text', '<r> one </r>', ' one '],
    ['a long text', `<r>${'x'.repeat(200_000)}</r>`, 'x'.repeat(200_000)],
  ]
  for (const [name, xml, text] of texts) {
    it(`reads ${name}`, () => {
      expect(rootOf(xml).text).to.equal(text)
    })
  }

  const mended: readonly (readonly [string, string, string])[] = [
    ['a control character', '<r>a\u0007b</r>', 'a\ufffdb'],
    ['a NUL', '<r>a\u0000b</r>', 'a\ufffdb'],
    ['U+FFFE', '<r>a\ufffeb</r>', 'a\ufffdb'],
    ['a reference to a control character', '<r>A&#x1F;Workshop</r>', 'A\ufffdWorkshop'],
    ['one in XML 1.1, which could hold it', '<?xml version="1.1"?><r>&#7;</r>', '\ufffd'],
    ['a reference to NUL', '<r>&#0;&#00;&#x0;</r>', '\ufffd\ufffd\ufffd'],
    ['references to a surrogate pair', '<r>&#xD83D;&#xDE00;</r>', '\ufffd\ufffd'],
    ['references to U+FFFE and U+FFFF', '<r>&#xFFFE;&#65535;</r>', '\ufffd\ufffd'],
    ['references beyond Unicode', '<r>&#x110000;&#99999999999999999999;</r>', '\ufffd\ufffd'],
    ['good references beside a bad one', '<r>&#1;&#9;&#x41;&#x1F600;&lt;</r>', '\ufffd\tA😀<'],
    ['a bare &', '<r>R & D&</r>', 'R & D&'],
    ['an & before what is no reference', '<r>&#; &#x; &#X41; &lt &LT;</r>', '&#; &#x; &#X41; &lt &LT;'],
    ['a name that nobody declared', '<r>AT&T; &nbsp;</r>', 'AT&T; &nbsp;'],
    ['an & that is one beside one that is not', '<r>&amp;amp; & &amp;</r>', '&amp; & &'],
    ['CDATA beside it', '<r>&#1;<![CDATA[& &#1; \u0001 <b>]]>&</r>', '\ufffd& &#1; \ufffd <b>&'],
    ['comments beside it', '<r>&<!-- & &#1; <![CDATA[ -->&</r>', '&&'],
    ['instructions beside it', '<r>&<?go a & b <!-- ?>&</r>', '&&'],
  ]
  for (const [name, xml, text] of mended) {
    it(`mends what people's text breaks: ${name}`, () => {
      expect(rootOf(xml).text).to.equal(text)
    })
  }

  it('mends attributes likewise', () => {
    expect([...rootOf('<r a="&#7;\u0007 & &amp;"/>').attributes]).to.deep.equal([['a', '\ufffd\ufffd & &']])
  })

  it('mends in time that grows with the length only', () => {
    expect(problemOf(`<r>&${'<![CDATA['.repeat(200_000)}</r>`)).to.include('not well-formed')
    expect(rootOf(`<r>${'&#1;&'.repeat(200_000)}</r>`).text).to.have.length(400_000)
  })

  describe('tells a document that is there to its end from half of one', () => {
    const ends: readonly (readonly [string, string | Uint8Array, string | undefined])[] = [
      ['an end tag missing within', '<r><a></r>', 'r'],
      ['a tag that is broken within', '<r><a b=1></a></r>\n', 'r'],
      ['a root with a prefix', '<n:r><a></n:r >', 'r'],
      ['something behind the root', '<r/>more', undefined],
      ['something behind the end tag', '<r></r>more', 'r'],
      ['a second root', '<r></r><r></r>', 'r'],
      ['more levels than are read', `<r>${'<a>'.repeat(60)}${'</a>'.repeat(60)}</r>`, 'r'],
      ['bytes that are none of its encoding', Buffer.from('<r>Zo\xeb</r>', 'latin1'), 'r'],
      ['an encoding that is not known', '<?xml version="1.0" encoding="UTF-7"?><r></r>', 'r'],
      ['half of a tag', '<r><a>1</a', undefined],
      ['half of an end tag', '<r><a>1</a></r', undefined],
      ['half of the text', '<r><a>1', undefined],
      ['half of it, and broken within', '<r><a b=1></a>', undefined],
      ['half of it, with a root whose name begins another', '<r><a b=1></rest>', undefined],
      ['half of a letter at its end', Buffer.from('<r>Zo\xc3', 'latin1'), undefined],
      ['half of it in UTF-16', Buffer.from('<r>Zoë</r>', 'utf16le').subarray(0, 13), undefined],
      ['a page', '<!DOCTYPE html><html><br></html>', undefined],
      ['text', 'please wait', undefined],
      ['nothing', '', undefined],
    ]
    for (const [name, body, wholeRoot] of ends) {
      it(`${name}: ${wholeRoot === undefined ? 'half or none' : 'whole'}`, () => {
        const result = readXml(Buffer.from(body))

        expect(result.ok).to.equal(false)
        expect('wholeRoot' in result ? result.wholeRoot : undefined).to.equal(wholeRoot)
      })
    }
  })

  it('says where it is that a document is not well-formed', () => {
    expect(problemOf('<r><a/>\n<a><b c=1/></a></r>')).to.equal(
      'not well-formed XML: unquoted attribute value. (line 2, column 9, in r/a[2])',
    )
  })

  const accepted: readonly (readonly [string, string])[] = [
    ['a declaration', '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<r/>'],
    ['blanks and comments around the root', '\n<!-- before --><r/><!-- after -->\n'],
    ['50 levels', '<r>'.repeat(50) + '</r>'.repeat(50)],
  ]
  for (const [name, xml] of accepted) {
    it(`accepts ${name}`, () => {
      expect(rootOf(xml).name).to.equal('r')
    })
  }

  const refused: readonly (readonly [string, string])[] = [
    ['nothing at all', ''],
    ['blanks', '  \n'],
    ['text', 'report 17'],
    ['JSON', '{"a":1}'],
    ['an element that does not end', '<r><a></r>'],
    ['half a document', '<r><a>1</a'],
    ['two roots', '<r/><r/>'],
    ['text after the root', '<r/>more'],
    ['text before the root', 'more<r/>'],
    ['a character reference after the root', '<r/>&#65;'],
    ['an attribute without quotes', '<r a=1/>'],
    ['an attribute without a value', '<r a/>'],
    ['an attribute twice', '<r a="1" a="2"/>'],
    ['an attribute that holds <', '<r a="<"/>'],
    ['a bare ]]>', '<r>]]></r>'],
    ['a control character in a name', '<r><a\u0007/></r>'],
    ['a control character between elements', '<\u0007r/>'],
    ['a bare & before the root', '& <r/>'],
    ['a declaration that stands second', '<!-- --><?xml version="1.0"?><r/>'],
  ]
  for (const [name, xml] of refused) {
    it(`refuses ${name}`, () => {
      expect(problemOf(xml)).to.match(/^not well-formed XML: /)
    })
  }

  const dangerous: readonly (readonly [string, string, string])[] = [
    ['a DOCTYPE', '<!DOCTYPE r><r/>', 'DOCTYPE'],
    ['a DOCTYPE in small letters', '<!doctype html><r/>', ''],
    [
      'entities that unfold without end',
      '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]><r>&c;</r>',
      'DOCTYPE',
    ],
    ['an external entity', '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/hostname">]><r>&a;</r>', 'DOCTYPE'],
    ['51 levels', '<r>'.repeat(51) + '</r>'.repeat(51), 'more than 50 levels'],
    ['87,000 levels, in a body of 256 KB', '<a>'.repeat(87_000), 'more than 50 levels'],
    ['__proto__ as an element', '<r><__proto__/></r>', 'the name __proto__'],
    ['__proto__ as the root', '<__proto__/>', 'the name __proto__'],
    ['constructor as an element', '<r><constructor/></r>', 'the name constructor'],
    ['prototype as an element', '<r><prototype/></r>', 'the name prototype'],
    ['__proto__ as an element with a prefix', '<r><x:__proto__/></r>', 'the name x:__proto__'],
    ['__proto__ as an element with two prefixes', '<r><x:y:__proto__/></r>', 'x:y:__proto__'],
    ['__proto__ as an attribute', '<r __proto__="1"/>', 'the name __proto__'],
    ['constructor as an attribute with a prefix', '<r x:constructor="1"/>', 'the name x:constructor'],
  ]
  for (const [name, xml, problem] of dangerous) {
    it(`refuses ${name}`, () => {
      expect(problemOf(xml)).to.include(problem)
    })
  }

  it('is done with 500,000 levels before they can hurt', () => {
    expect(problemOf('<a>'.repeat(500_000) + '</a>'.repeat(500_000))).to.include('more than 50 levels')
  })

  it('says in a short line what is wrong, however long the name that is wrong', () => {
    const problem = problemOf(`<r><x${'y'.repeat(100_000)}:__proto__/></r>`)

    expect(problem.length).to.be.below(1000)
  })
})

function rootOf(xml: string): XmlElement {
  const result = readXml(Buffer.from(xml))
  if (!result.ok) throw new Error(result.problem)
  return result.root
}

function namesBelow(element: XmlElement): readonly string[] {
  return element.children.map(({ name }) => name)
}

function problemOf(xml: string): string {
  const result = readXml(Buffer.from(xml))
  if (result.ok) throw new Error(`read as ${result.root.name}`)
  return result.problem
}
