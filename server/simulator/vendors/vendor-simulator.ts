import { answerConcurList } from './concur-list.ts'
import { answerRevelList } from './revel-list.ts'
import { answerSageList } from './sage-list.ts'
import { serve } from './serve.ts'
import { json, type VendorReply, type VendorRequest } from './vendor-exchange.ts'
import { createVendorRecords, type VendorRecords } from './vendor-records.ts'
import { createSimulatedTokens } from './vendor-tokens.ts'

/** What all three vendors know an application by. */
export const VENDOR_LOGIN = {
  key: 'simulator-key',
  secret: 'simulator-secret',
  refreshToken: 'simulator-refresh-token',
  code: 'simulator-code',
} as const

/** Concur, Revel and Sage as far as polling sees them. */
export interface VendorSimulator {
  /** `base.url` of Concur and of Revel. */
  readonly url: string
  /** `base.url` of Sage. */
  readonly sageUrl: string
  readonly reports: VendorRecords
  readonly employees: VendorRecords
  readonly timesheets: VendorRecords
  readonly customers: VendorRecords
  /** Requests for lists, in order. */
  readonly requests: readonly VendorRequest[]
  /** What the next requests for lists are answered; `times` may be `Infinity`. */
  fault(reply: VendorReply | 'reset', times?: number): void
  /** Does something when a list is asked for the next time, before it is answered. */
  beforeNextPage(act: () => void): void
  revokeTokens(): void
  close(): Promise<void>
}

/** How the simulator starts. */
export interface VendorSimulatorOptions {
  /** Default 0: any free one. */
  readonly port?: number
  /** The vendors' clock. */
  readonly now?: () => Date
}

/** @throws {Error} If the port is taken. */
export async function startVendorSimulator(options: VendorSimulatorOptions = {}): Promise<VendorSimulator> {
  const now = options.now ?? (() => new Date())
  const reports = createVendorRecords(now)
  const employees = createVendorRecords(now)
  const timesheets = createVendorRecords(now)
  const customers = createVendorRecords(now)
  const requests: VendorRequest[] = []
  let [other, timesLeft]: [VendorReply | 'reset', number] = ['reset', 0]
  let before: (() => void) | undefined
  const concurTokens = createSimulatedTokens({
    ...VENDOR_LOGIN,
    lifetimeS: 3600,
    // Concur writes the number as text.
    extra: () => ({ expires_in: '3600', geolocation: server.url }),
    now,
  })
  const sageTokens = createSimulatedTokens({
    ...VENDOR_LOGIN,
    lifetimeS: 300,
    extra: () => ({ expires_in: 300, refresh_token_expires_in: 2_678_400 }),
    now,
  })
  const server = await serve(options.port ?? 0, (request) => {
    if (request.path === '/oauth2/v0/token') return concurTokens.answer(request)
    if (request.path === '/token') return sageTokens.answer(request)
    requests.push(request)
    const act = before
    before = undefined
    act?.()
    timesLeft -= 1
    return timesLeft >= 0 ? other : answered(listOf(request))
  })

  return {
    url: server.url,
    sageUrl: `${server.url}/v3.1`,
    reports,
    employees,
    timesheets,
    customers,
    requests,
    fault(reply, times = 1) {
      ;[other, timesLeft] = [reply, times]
    },
    beforeNextPage(act) {
      before = act
    },
    revokeTokens() {
      concurTokens.revoke()
      sageTokens.revoke()
    },
    close: () => server.close(),
  }

  function listOf(request: VendorRequest): VendorReply {
    const key = `${VENDOR_LOGIN.key}:${VENDOR_LOGIN.secret}`
    const revel = { '/resources/Employee/': employees, '/resources/TimeSheetEntry/': timesheets }
    const list = Object.entries(revel).find(([path]) => path === request.path)?.[1]
    if (list !== undefined) return answerRevelList(request, list, key)
    return (
      answerConcurList(request, reports, concurTokens.isValid(request)) ??
      answerSageList(request, customers, sageTokens.isValid(request)) ??
      json(404, { error: 'there is no such list' })
    )
  }

  /** To the second, by the vendors' clock. */
  function answered(reply: VendorReply): VendorReply {
    return { ...reply, headers: { ...reply.headers, date: now().toUTCString() } }
  }
}
