import { expect } from 'chai'
import { isObject, parseExactJson, textOf } from '../../server/polling/exact-json.ts'
import { readHubRequest } from '../../server/polling/hub-path.ts'
import { parseRecordPath, valueAt } from '../../server/polling/record-path.ts'
import { parseZone } from '../../server/polling/time-zones.ts'

function whereOf(where: string): unknown {
  const result = readHubRequest(`/hubs/crm/contacts?where=${where}`)
  return result.ok
    ? result.request.where.map(({ name, operator, value }) => [name, operator, value])
    : result.problem
}

describe('the where of a url', () => {
  const RIGHT: readonly (readonly [where: string, conditions: readonly (readonly string[])[]])[] = [
    ["a='1'", [['a', '=', '1']]],
    [
      "a >= '1' AND b = 'x and y'",
      [
        ['a', '>=', '1'],
        ['b', '=', 'x and y'],
      ],
    ],
    [
      "a>='1' and b='c,d",
      [
        ['a', '>=', '1'],
        ['b', '=', 'c,d'],
      ],
    ],
    ['modified>1709632800', [['modified', '>', '1709632800']]],
    ["name='O''Hara'", [['name', '=', "O'Hara"]]],
    ['a%3E%3D%271+2%27', [['a', '>=', '1+2']]],
    ["a='100%25'", [['a', '=', '100%25']]],
    ['', []],
  ]
  for (const [where, conditions] of RIGHT) {
    it(`is read: ${where}`, () => {
      expect(whereOf(where)).to.deep.equal(conditions)
    })
  }

  for (const where of [
    "a like 'x'",
    "a IN ('1')",
    "a != '1'",
    'a is null',
    "a='1' or b='2'",
    "a='1' and a='2'",
    'a',
    "'a'='b'",
  ]) {
    it(`is refused: ${where}`, () => {
      expect(whereOf(where)).to.be.a('string')
    })
  }

  it('leaves other parameters to the vendor, and a path to be a path', () => {
    const result = readHubRequest("/hubs/employee/users?orderBy=name&where=a='x&y'")

    expect(result.ok && Array.from(result.request.parameters)).to.deep.equal([['orderBy', 'name']])
    for (const url of ['/hubs/../admin', '/hubs/a b', '/other/x', 'https://example.com/hubs/x']) {
      expect(readHubRequest(url)).to.have.property('ok', false)
    }
  })
})

describe('where a value stands in a record', () => {
  const text =
    '{"id":12345678901234567890,"a.b":"plain","a":{"b":"deep"},"Modified Time":"t","list":[{"x":1.50}]}'
  const json = parseExactJson(text)
  const record = isObject(json) ? json : {}
  const at = (path: string) => {
    const parsed = parseRecordPath(path)
    return parsed === undefined ? 'no path' : textOf(valueAt(parsed, record))
  }

  it('is a name, names with points, a quoted name or a place in a list', () => {
    expect(['id', 'a.b', "['Modified Time']", 'list[0].x', 'none', 'list.x', 'a.b.c'].map(at)).to.deep.equal([
      '12345678901234567890',
      'plain',
      't',
      '1.50',
      undefined,
      undefined,
      undefined,
    ])
    expect(['', '*', 'a[*]', 'a..b', '.a', "['a"].map(at)).to.deep.equal(Array(6).fill('no path'))
  })

  it('is nothing that every object has', () => {
    expect(['constructor', '__proto__', 'toString'].map(at)).to.deep.equal([undefined, undefined, undefined])
  })

  it('is written again as it was read', () => {
    expect(JSON.stringify(json)).to.equal(text)
  })
})

describe('a time zone', () => {
  it('is known by its abbreviation, its offset or its name', () => {
    const rules = [
      '',
      'gmt',
      'PST',
      'pdt',
      'MST',
      '-8:00',
      '+0530',
      'GMT+1',
      'UTC-03:30',
      'America/Denver',
      'Japan',
      'PST8PDT',
      'CET',
    ].map((name) => parseZone(name)?.rule)

    expect(rules).to.deep.equal([
      0,
      0,
      'America/Los_Angeles',
      'America/Los_Angeles',
      -420,
      -480,
      330,
      60,
      -210,
      'America/Denver',
      'Japan',
      'PST8PDT',
      'CET',
    ])
  })

  for (const name of ['IST', 'XYZ', 'Nowhere/City', '+19:00', '-8:75', 'BST', 'GMT-', '8:00']) {
    it(`is not ${name}`, () => {
      expect(parseZone(name)).to.equal(undefined)
    })
  }
})
