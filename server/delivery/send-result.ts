/** What came of one attempt to send. */
export type SendResult =
  | { readonly kind: 'delivered' }
  | {
      readonly kind: 'failed'
      /** For people; holds no part of an address. */
      readonly reason: string
      /** The receiver asks for so much patience. */
      readonly notBefore?: Date
      /** Trying again is of no use: nobody will ever listen there, or what is sent is refused for good. */
      readonly isGone?: true
    }
  | {
      /** Stopped before there was an answer. */
      readonly kind: 'cut'
      /** Something was sent: it may have arrived. */
      readonly hasLeft: boolean
    }
