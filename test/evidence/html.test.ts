import { expect } from 'chai'
import { html, render } from '../../server/evidence/html.ts'

describe('markup of evidence', () => {
  it('escapes every text, in text and in attributes', () => {
    const text = `<script>alert("1")</script> & 'x'`
    expect(render(html`<p title="${text}">${text}</p>`)).to.equal(
      '<p title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;">' +
        '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;</p>',
    )
  })

  it('puts markup into markup as it is, and lists one after the other', () => {
    const items = ['a', '<b>'].map((each) => html`<li>${each}</li>`)
    expect(render(html`<ul>${items}</ul>`)).to.equal('<ul><li>a</li><li>&lt;b&gt;</li></ul>')
  })

  it('has nothing where there is nothing, and 0 where there is 0', () => {
    expect(render(html`<p>${undefined}${null}${0}</p>`)).to.equal('<p>0</p>')
  })

  it('shows characters that no page may have, and half ones, as the one that stands for them', () => {
    expect(render(html`${'a\u{0}b\u{1B}c\ud800d\te'}`)).to.equal('a\u{FFFD}b\u{FFFD}c\u{FFFD}d\te')
  })
})
