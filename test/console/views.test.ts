import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'

const VIEWS = join(import.meta.dirname, '../../server/console/views')
const FILES = globSync('**/*.eta', { cwd: VIEWS }).map((name) => ({
  name,
  text: readFileSync(join(VIEWS, name), 'utf8'),
}))

describe('the templates of the console', () => {
  it('have nothing that the content security policy refuses', () => {
    const refused =
      /\son[a-z]+=|\sstyle=|<style|javascript:|hx-on|hx-vals="js|<script(?![^>]* src=)|https?:\/\//i

    expect(FILES.length).to.be.greaterThan(3)
    expect(FILES.filter(({ text }) => refused.test(text)).map(({ name }) => name)).to.deep.equal([])
  })

  it('show nothing unescaped but other templates', () => {
    const raw = FILES.flatMap(({ name, text }) =>
      Array.from(text.matchAll(/<%~\s*(.*?)\s*%>/gs), ([, what = '']) => `${name}: ${what}`),
    )

    expect(raw.filter((each) => !/: (?:include\(|it\.inside$)/.test(each))).to.deep.equal([])
  })

  it('have the token in every form that is posted', () => {
    const forms = FILES.flatMap(({ name, text }) =>
      Array.from(text.matchAll(/<form\b[^>]*method="post".*?<\/form>/gis), ([form]) => ({ name, form })),
    )

    expect(forms.length).to.be.greaterThan(3)
    expect(forms.filter(({ form }) => !form.includes('name="_token"')).map(({ name }) => name)).to.deep.equal(
      [],
    )
  })
})
