import { expect } from 'chai'
import { readInstance } from '../../server/polling/instance-configuration.ts'
import { fixture } from './fixture.ts'
import { EASY_RULES, instanceOf, problemsOf } from './instances.ts'

const REPORTS = {
  url: "/hubs/expense/reports?where=modifiedDateAfter='${gmtDate:yyyy-MM-dd'T'HH:mm:ss.SSS}'",
  idField: 'ID',
  datesConfiguration: { updatedDateField: 'LastModifiedDate', updatedDateFormat: "yyyy-MM-dd'T'HH:mm:ss" },
}

/** A Concur instance with changes to its configuration and to its only resource. */
function body(configuration: object = {}, reports: object = {}) {
  return {
    element: { key: 'concur' },
    name: 'Reports',
    configuration: {
      'event.notification.enabled': true,
      'event.notification.callback.url': 'https://hooks.example.com/concur',
      'event.poller.configuration': { reports: { ...REPORTS, ...reports } },
      ...configuration,
    },
  }
}

function enabled(configuration: object): boolean {
  return instanceOf(body(configuration)).enabled
}

const POLLER = 'event.poller.configuration.reports'

describe('the configuration of an instance', () => {
  for (const name of ['concur', 'revel', 'sageone', 'sageone.instance.string-encoded']) {
    it(`is taken as published: ${name}`, () => {
      const file = name.includes('.') ? `${name}.json` : `${name}.instance.json`
      const result = readInstance(fixture(file), EASY_RULES)

      expect(result.ok ? result.instance.enabled : result.problems).to.equal(true)
    })
  }

  it('is read alike as an object and as text, with the last quote and without', () => {
    const [asObject, asText] = ['sageone.instance.json', 'sageone.instance.string-encoded.json'].map((file) =>
      instanceOf(fixture(file)).resources.map(({ url: _url, ...rest }) => rest),
    )

    expect(asObject).to.deep.equal(asText)
  })

  it('names the placeholders of a template', () => {
    expect(problemsOf(fixture('sageone.instance.template.json'))).to.deep.equal([
      'event.poller.refresh_interval: must be a whole number from 1 to 44640',
      'country: must be one of US, CA, DE, ES, FR, GB, IE',
    ])
  })

  it('gives back every value as text and keeps secrets apart', () => {
    const result = readInstance(fixture('concur.instance.json'), EASY_RULES)

    expect(result)
      .to.have.property('secrets')
      .that.has.all.keys('oauth.api.key', 'oauth.api.secret', 'event.notification.signature.key')
    expect(result).to.have.nested.property('configuration.event\\.poller\\.refresh_interval', '15')
    expect(JSON.stringify(result.ok && result.configuration)).not.to.include('123456')
  })

  it('can be read again from what it was taken apart into', () => {
    for (const file of ['concur.instance.json', 'revel.instance.json', 'sageone.instance.json']) {
      const first = readInstance(fixture(file), EASY_RULES)
      if (!first.ok) throw new Error(first.problems.join())
      const { instance, configuration, secrets } = first

      const second = readInstance(
        {
          element: { key: instance.element },
          name: instance.name,
          tags: instance.tags,
          configuration: { ...configuration, ...secrets },
        },
        EASY_RULES,
      )

      expect(second).to.deep.include({ configuration, secrets })
    }
  })

  it('polls when it is enabled, or when only the type and a callback say so', () => {
    expect(enabled({ 'event.notification.enabled': 'true' })).to.equal(true)
    expect(enabled({ 'event.notification.enabled': 'false' })).to.equal(false)
    expect(enabled({ 'event.notification.enabled': null, 'event.vendor.type': 'polling' })).to.equal(true)
    expect(enabled({ 'event.notification.enabled': null })).to.equal(false)
    expect(
      enabled({
        'event.notification.enabled': null,
        'event.vendor.type': 'polling',
        'event.notification.callback.url': null,
      }),
    ).to.equal(false)
  })

  it('takes an empty list of resources, and the defaults when there is none', () => {
    expect(instanceOf(body({ 'event.poller.configuration': '{}' })).resources).to.deep.equal([])
    expect(instanceOf(body({ 'event.poller.configuration': null })).resources).to.have.length(1)
  })

  it('takes what a vendor has a default for when a resource is empty', () => {
    const revel = { ...Object(fixture('revel.instance.template.json')) }
    const configuration = { ...revel.configuration, 'event.poller.refresh_interval': 15.0 }

    expect(instanceOf({ ...revel, configuration }).resources.map(({ name }) => name)).to.deep.equal([
      'employees',
      'timesheets',
    ])
    expect(problemsOf(body({ 'event.poller.configuration': { entries: {} } }))).to.deep.equal([
      'event.poller.configuration.entries: is empty, and Concur has no default for `entries`; set `url` and `idField`',
    ])
  })

  it('warns of what it ignores', () => {
    const result = readInstance(
      body(
        {},
        {
          xPath: '/a',
          colour: 'red',
          datesConfiguration: { updatedDateField: 'U', updatedDateFormat: "yyyy-MM-dd'T'HH:mm:ssXXX'" },
        },
      ),
      EASY_RULES,
    )

    expect(result)
      .to.have.property('warnings')
      .that.deep.equals([
        `${POLLER}.colour: is not a setting that we know and was ignored`,
        `${POLLER}.xPath: is a filter of old and was ignored`,
        `${POLLER}.datesConfiguration.updatedDateFormat: the quote at its end has no partner and was ignored`,
      ])
  })

  const MISTAKES: readonly (readonly [what: string, body: unknown, problem: string])[] = [
    ['no object', [], 'the body is not a JSON object'],
    [
      'an unknown element',
      { ...body(), element: { key: 'sap' } },
      'element.key: must be one of `concur`, `revel`, `sageone`',
    ],
    ['no name', { ...body(), name: ' ' }, 'name: must be a text of 1 to 200 characters'],
    ['tags that are no texts', { ...body(), tags: [1] }, 'tags: must be a list of texts, at most 100'],
    [
      'webhooks',
      body({ 'event.vendor.type': 'webhooks' }),
      'event.vendor.type: Concur is polled; use `polling`',
    ],
    [
      'an interval of zero',
      body({ 'event.poller.refresh_interval': 0 }),
      'event.poller.refresh_interval: must be a whole number from 1 to 44640',
    ],
    [
      'half a minute',
      body({ 'event.poller.refresh_interval': '1.5' }),
      'event.poller.refresh_interval: must be a whole number from 1 to 44640',
    ],
    [
      'a callback that is no address',
      body({ 'event.notification.callback.url': '<YOUR_URL>' }),
      'event.notification.callback.url: must be an address that begins with `https://`',
    ],
    [
      'a callback with a login',
      body({ 'event.notification.callback.url': 'https://a:b@example.com' }),
      'event.notification.callback.url: must not have a login in it',
    ],
    [
      'no callback',
      body({ 'event.notification.callback.url': '' }),
      'event.notification.callback.url: must be set, because notifications are enabled',
    ],
    [
      'no id field',
      body({}, { idField: '' }),
      `${POLLER}.idField: must name a field, such as \`id\`, \`user.id\` or \`['Modified Time']\``,
    ],
    [
      'an unknown part of a date',
      body({}, { datesConfiguration: { updatedDateField: 'U', updatedDateFormat: 'yyyy-MM-DD' } }),
      `${POLLER}.datesConfiguration.updatedDateFormat: \`DD\` at position 9 is not a part of a date that we know`,
    ],
    [
      'an unknown zone',
      body(
        {},
        {
          datesConfiguration: {
            updatedDateField: 'U',
            updatedDateFormat: 'yyyy',
            updatedDateTimezone: 'XST',
          },
        },
      ),
      `${POLLER}.datesConfiguration.updatedDateTimezone: must be a zone such as \`UTC\`, \`PST\`, \`-8:00\` or \`America/Denver\`; it is not known`,
    ],
    [
      'an unknown word in a url',
      body({}, { url: "/hubs/expense/reports?where=a='${today}'" }),
      `${POLLER}.url: \`\${today}\` at position 32: \`today\` is not known; use \`gmtDate\`, \`date\`, \`dateTimeZone\`, \`epoch\` or \`milliseconds\``,
    ],
    [
      'an absolute url',
      body({}, { url: 'https://example.com/hubs/x' }),
      `${POLLER}.url: must be a path that begins with \`/hubs/\``,
    ],
    [
      'an unknown path',
      body({}, { url: '/hubs/expense/entries' }),
      `${POLLER}.url: \`/hubs/expense/entries\` is not known for Concur; known are /hubs/expense/reports`,
    ],
    [
      'a where with or',
      body({}, { url: "/hubs/expense/reports?where=a='1' or b='2'" }),
      `${POLLER}.url: \`'1' or b='2'\` in where is not a value; conditions are joined by \`and\` only`,
    ],
    [
      'no created date to filter by',
      body({}, { filterByUpdatedDate: 'false' }),
      `${POLLER}.filterByUpdatedDate: is false, so \`createdDateField\` must be set`,
    ],
    [
      'deletions that the vendor does not tell',
      body({}, { deletedSince: true }),
      `${POLLER}.deletedSince: Concur has no list of what was deleted`,
    ],
    [
      'another host for tokens',
      body({ 'base.url': 'https://concursolutions.com.example.com' }),
      'base.url: must be an origin of Concur, such as `https://us2.api.concursolutions.com`',
    ],
    [
      'an address of a hub that is none',
      body({ 'vendor.paths': { '/hubs/x': 'https://example.com' } }),
      'vendor.paths: must be an object such as `{"/hubs/employee/tips": "/resources/Tip/"}`',
    ],
  ]
  for (const [what, wrong, problem] of MISTAKES) {
    it(`is refused for ${what}`, () => {
      expect(problemsOf(wrong)).to.deep.equal([problem])
    })
  }

  it('tells all mistakes at once', () => {
    const wrong = body(
      { 'event.poller.refresh_interval': 'often', review: 'yes' },
      { idField: 5, pollDelay: -1 },
    )

    expect(problemsOf(wrong).map((problem) => problem.split(':')[0])).to.deep.equal([
      'event.poller.refresh_interval',
      `${POLLER}.idField`,
      `${POLLER}.pollDelay`,
      'review',
    ])
  })

  it('refuses plain http and private networks unless they are allowed', () => {
    const plain = body({ 'event.notification.callback.url': 'http://10.0.0.1/' })

    expect(problemsOf(plain, { allowHttp: false })).to.deep.equal([
      'event.notification.callback.url: must begin with `https://`; plain http is not allowed here',
    ])
    expect(problemsOf(plain, { isForbiddenHost: (host) => host === '10.0.0.1' })).to.deep.equal([
      'event.notification.callback.url: must not be an address in a private network',
    ])
  })

  it('takes a base of another origin only where the installation allows it', () => {
    const simulated = body({ 'base.url': 'http://127.0.0.1:9000' })

    expect(problemsOf(simulated)).to.have.length(1)
    expect(problemsOf(simulated, { allowedOrigins: ['http://127.0.0.1:9000'] })).to.deep.equal([])
  })
})
