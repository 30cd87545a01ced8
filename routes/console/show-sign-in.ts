import type { Request, Response } from 'express'
import type { Texts } from '../../server/console/languages/en.ts'
import { signInAddress } from '../../server/console/return-address.ts'
import { type KeptForm, readKept } from './kept-form.ts'
import type { PageKit } from './page-kit.ts'

/** What the page for signing in shows, beside its form. */
export interface SignInPage {
  readonly returnTo: string
  readonly login?: string
  readonly notice?: string
  readonly problem?: { readonly what: string; readonly todo: string }
  /** What was sent when the session had ended, see `keptOf`. */
  readonly kept?: string
}

/** Shows the form for signing in. */
export function showSignIn(kit: PageKit, req: Request, res: Response, page: SignInPage, status = 200): void {
  const data = {
    login: '',
    hasProvider: kit.hasProvider,
    ...page,
    texts: textsIn(page.kept ?? '', kit.texts(res)),
  }
  const here = signInAddress(page.returnTo)
  kit.show(req, res, { name: 'sign-in', title: kit.texts(res).signIn.title, data, here }, status)
}

/** Shows that somebody is signed out here, and the way out of the provider: no form may lead there by itself. */
export function showSignedOut(kit: PageKit, req: Request, res: Response, elsewhere: string): void {
  const title = kit.texts(res).signIn.signedOut
  // The address has the token of the provider in it, see `compress`.
  res.set('Cache-Control', 'no-store, no-transform')
  kit.show(req, res, { name: 'signed-out', title, data: { elsewhere } })
}

/** What was typed in sentences, for those who go to the provider, where the form cannot be kept. */
function textsIn(kept: string, { signIn }: Texts): KeptForm['fields'] {
  return (readKept(kept)?.fields ?? []).filter(
    ([name, value]) => Object.hasOwn(signIn.typed, name) && /\s/.test(value),
  )
}
