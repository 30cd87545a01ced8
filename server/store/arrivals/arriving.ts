import type { Insertable } from 'kysely'
import type { Door, Notification } from '../../notification/notification.ts'
import type { ArrivalTable } from './tables.ts'

/** What a door has received and is to be kept. */
export type Arriving = {
  /** The bytes it came in. */
  readonly raw: Uint8Array
  readonly at: Date
} & (
  | { readonly kind: 'notification'; readonly notification: Notification }
  | ({ readonly kind: 'not understood' } & NotUnderstood)
)

/** Authentic, and no notification. */
export interface NotUnderstood {
  readonly door: Door
  /** Sentences for the sender. */
  readonly problems: readonly string[]
  /** What the sender called it, if anything. */
  readonly contentType?: string | undefined
}

type Row = Insertable<ArrivalTable>
/** JSON has no dates. */
type SaidNotification = Omit<Notification, 'announcedAt'> & { readonly announcedAt?: string }

/** As it is kept until it is taken over. */
export function toRow(arriving: Arriving): Row {
  const { kind, raw, at } = arriving
  const said = kind === 'notification' ? arriving.notification : notUnderstood(arriving)
  return { kind, received_at: at.getTime(), said: JSON.stringify(said), raw }
}

/** The reverse of {@link toRow}. */
export function fromRow({ kind, received_at, said, raw }: Row): Arriving {
  const kept = { raw, at: new Date(received_at) }
  if (kind === 'not understood') {
    const what: NotUnderstood = JSON.parse(said)
    return { kind, ...what, ...kept }
  }
  const { announcedAt, ...notification }: SaidNotification = JSON.parse(said)
  return {
    kind,
    notification: {
      ...notification,
      ...(announcedAt !== undefined && { announcedAt: new Date(announcedAt) }),
    },
    ...kept,
  }
}

function notUnderstood({ door, problems, contentType }: NotUnderstood): NotUnderstood {
  return { door, problems, contentType }
}
