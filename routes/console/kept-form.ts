import type { Request, Response } from 'express'
import { z } from 'zod'
import { formToken } from '../../server/console/form-token.ts'
import { returnAddress } from '../../server/console/return-address.ts'
import type { PageKit } from './page-kit.ts'

/** A form that came when its session had ended. */
export interface KeptForm {
  /** Where it was sent: path and query. */
  readonly path: string
  readonly fields: readonly (readonly [name: string, value: string])[]
}

const keptForm = z.strictObject({
  path: z.string(),
  fields: z.array(z.tuple([z.string(), z.string()])),
})

/** As it is carried through the form for signing in. */
export function keptOf(form: KeptForm): string {
  return JSON.stringify(form)
}

/** @param text Untrusted. @returns Nothing if it is no form that was kept. */
export function readKept(text: string): KeptForm | undefined {
  const read = keptForm.safeParse(parsed(text))
  // What leads nowhere else is sent nowhere else.
  return read.success && returnAddress(read.data.path) === read.data.path ? read.data : undefined
}

/** Shows it to be sent, once somebody has signed in. @param secret Of their new session. */
export function showKept(kit: PageKit, req: Request, res: Response, kept: KeptForm, secret: string): void {
  const { errors } = kit.texts(res)
  kit.show(req, res, {
    name: 'kept-form',
    title: errors.kept,
    data: { again: kept, token: formToken(secret) },
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
