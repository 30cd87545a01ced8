import type { HttpClient } from '../concur/http.ts'
import type { ExactObject } from './exact-json.ts'
import type { HubRequest } from './hub-path.ts'
import type { Pace } from './pace.ts'
import type { Resource } from './resource.ts'

/** Settings of an instance, as text: the plain ones and the secret ones together. */
export type VendorSettings = Readonly<Record<string, string>>

/** What an instance is given to get its first tokens with, or to get new ones. */
export type TokenGrant =
  | { readonly kind: 'refresh token'; readonly refreshToken: string }
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'client credentials' }

/** Tokens of a vendor that knows OAuth. */
export interface Tokens {
  readonly accessToken: string
  /** Takes the place of the one that was used; Sage's old one is dead from now on. */
  readonly refreshToken?: string
  readonly expiresAt: Date
  /** Where the vendor wants to be called with it: Concur's `geolocation`. */
  readonly origin?: string
}

/** The tokens of one instance; kept so that they survive a crash, and renewed once for all processes. */
export interface Credentials {
  /** Tokens that are valid now, as far as is known. @throws {PollError} If there are none to be had. */
  current(): Promise<Tokens>
  /**
   * The vendor did not accept this access token.
   * @returns Other tokens: new ones, or those that somebody else got meanwhile.
   * @throws {PollError} If there are none to be had.
   */
  refresh(refusedAccessToken: string): Promise<Tokens>
}

/** What a vendor is reached with. */
export interface VendorDeps {
  readonly settings: VendorSettings
  readonly http: HttpClient
  readonly now: () => Date
  /** Rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  /** One for all instances, because they may share a limit. */
  readonly pace: Pace
  /** Origins that are taken although they are not the vendor's own: simulators and test systems. */
  readonly allowedOrigins: readonly string[]
}

/** One list to be read from its beginning to its end. */
export interface ListRequest {
  /** With the lower bound in it. */
  readonly hub: HubRequest
  /** The vendor's path for it. */
  readonly path: string
  readonly resource: Resource
  readonly signal: AbortSignal
}

/** One page of a list. */
export interface VendorPage {
  readonly records: readonly ExactObject[]
  /** The vendor's clock when it answered, to the second. */
  readonly vendorNow?: Date
  /** Ours when the answer was here. */
  readonly receivedAt: Date
  /** The zone that the vendor says its dates are in. */
  readonly timeZone?: string
}

/** An open way to one vendor. */
export interface VendorConnection {
  /**
   * Reads all pages.
   * @throws {PollError} If a page could not be read.
   */
  list(request: ListRequest): AsyncGenerator<VendorPage, void, undefined>
  /**
   * Reads what was deleted after a moment, where the vendor can tell.
   * @throws {PollError} If a page could not be read.
   */
  listDeleted?(request: ListRequest, after: Date): AsyncGenerator<VendorPage, void, undefined>
}

/** A vendor whose lists can be polled. Another one is a file and a line in `vendors.ts`. */
export interface Vendor {
  /** `element.key`. */
  readonly key: string
  readonly elementId: number
  readonly name: string
  readonly hub: string
  /** Path of the hub to path of the vendor; an instance may add to it. */
  readonly paths: Readonly<Record<string, string>>
  /** Resources polled when a configuration names none, or names one and says no more. */
  readonly defaultResources: Readonly<Record<string, unknown>>
  /** Minutes below which the vendor's own limits are in danger. */
  readonly shortestIntervalMinutes: number
  /** Field of the moment of deletion, where the vendor has a list of what was deleted. */
  readonly deletedField?: string
  /**
   * @param allowedOrigins See {@link VendorDeps}.
   * @returns What is wrong with the settings of an instance, each named by its key.
   */
  checkSettings(settings: VendorSettings, allowedOrigins: readonly string[]): readonly string[]
  /** @returns What is wrong with a url that was taken apart, for this vendor. */
  checkRequest(hub: HubRequest): readonly string[]
  /** How the instance gets its first tokens; `undefined` where the vendor has none. */
  firstGrant(settings: VendorSettings): TokenGrant | undefined
  /**
   * Asks for tokens. With a single-use refresh token, keep what comes before it is used.
   * @throws {PollError} If there are none.
   */
  requestTokens?(grant: TokenGrant, deps: VendorDeps, signal: AbortSignal): Promise<Tokens>
  /** @param credentials Used only if the vendor has tokens. */
  connect(deps: VendorDeps, credentials: Credentials): VendorConnection
}
