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

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** One user of Identity v4, as far as scopes for core and enterprise data go; more members are documented. */
export const user = z.strictObject({
  schemas: z.array(z.string()).min(1),
  id: userId,
  userName: z.string(),
  displayName: z.string(),
  name: z.strictObject({ familyName: z.string(), givenName: z.string() }),
  active: z.boolean(),
  emails: z.array(
    z.strictObject({
      value: z.string(),
      type: z.string(),
      verified: z.boolean(),
      notifications: z.boolean(),
    }),
  ),
  [ENTERPRISE]: z.strictObject({ employeeNumber: z.string().nullable() }).exactOptional(),
})
