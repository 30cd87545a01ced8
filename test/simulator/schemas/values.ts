import { z } from 'zod'

/** 20 capital hexadecimal digits. @see FACTS D. */
export const reportId = z.string().regex(/^[\dA-F]{20}$/)
/** 32 capital digits, hexadecimal but for one that the page of itemizations has made up. @see FACTS D.4, E.2. */
export const objectId = z.string().regex(/^[\dA-Z]{32}$/)
/** Of a user, in either letter case. @see FACTS D.4, JSON traps. */
export const userId = z.uuid()
/** `YYYY-MM-DD` */
export const day = z.iso.date()
/** `YYYY-MM-DDTHH:mm:ssZ` @see FACTS D.4. */
export const second = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
/** With milliseconds: comments, requests and errors have them. */
export const moment = z.iso.datetime({ offset: true })
export const currencyCode = z.string().regex(/^[A-Z]{3}$/)

/** @see FACTS D.4, Amount. */
export const amount = z.strictObject({ value: z.number(), currencyCode })

/** @see FACTS D.4, CustomData; a list of allocations leaves the URL out. */
export const customData = z.array(
  z.strictObject({
    id: z.string().regex(/^(?:custom|orgUnit)\d+$/),
    value: z.string().nullable().optional(),
    isValid: z.boolean().optional(),
    listItemUrl: z.url().nullable().optional(),
  }),
)

/** As in the examples of FACTS D.4. */
export const links = z.array(
  z.strictObject({
    rel: z.string(),
    href: z.url(),
    hreflang: z.null().optional(),
    media: z.null().optional(),
    title: z.null().optional(),
    type: z.null().optional(),
    deprecation: z.null().optional(),
    method: z.string(),
    isTemplated: z.boolean(),
  }),
)
