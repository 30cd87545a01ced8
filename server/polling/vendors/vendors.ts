import type { Vendor } from '../vendor.ts'
import { concur } from './concur.ts'
import { revel } from './revel.ts'
import { sage } from './sage.ts'

/** Every vendor that can be polled; another one is a file and a line here. */
export const VENDORS: readonly Vendor[] = [concur, revel, sage]
