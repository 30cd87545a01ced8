import { ConnectorError } from '../../connector-error.ts'
import { checkWritable, type Database, inTransaction } from '../database.ts'
import { explainTrouble } from '../explain-trouble.ts'
import { receiveBatch } from './receive-batch.ts'

/** Nothing can be received. */
class ReceivingError extends ConnectorError {
  override readonly name = 'ReceivingError'
  readonly code = 'DATABASE_RECEIVING'
  readonly retryable = true
}

/** Ends the transaction without keeping anything. */
class Undone extends Error {}

/**
 * Receives a notification that nobody has sent, and takes it back.
 * @throws {ReceivingError} If it could not be kept; the message says what to do.
 */
export async function checkReceiving(db: Database): Promise<void> {
  try {
    await checkWritable(db)
    await inTransaction(db, async (trx) => {
      await receiveBatch(trx, [
        {
          notification: {
            door: 'callout',
            objectType: 'CHECK',
            objectUri: '',
            objectPath: '',
            notReviewed: 'nobody has sent it',
          },
          raw: new TextEncoder().encode('nobody has sent it'),
          at: new Date(),
        },
      ])
      throw new Undone()
    })
  } catch (error) {
    if (error instanceof Undone) return
    throw new ReceivingError(explainTrouble(error), { cause: error })
  }
}
