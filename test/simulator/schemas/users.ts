import { z } from 'zod'
import { userId } from './values.ts'

/** The list of Identity v4, as SCIM has it. @see FACTS H.6, I.3; RFC 7644, 3.4.2. */
export const userList = z.strictObject({
  schemas: z.tuple([z.literal('urn:ietf:params:scim:api:messages:2.0:ListResponse')]),
  totalResults: z.int(),
  startIndex: z.int(),
  itemsPerPage: z.int().max(100),
  Resources: z.array(
    z.strictObject({
      schemas: z.array(z.string()).min(1),
      id: userId,
      userName: z.string(),
      active: z.boolean(),
    }),
  ),
})
