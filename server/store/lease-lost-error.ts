/** The lease ended while the worker was slow: somebody else has the work, and nothing more may be written for it. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError'
}
