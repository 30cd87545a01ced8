import type { RequestHandler } from 'express'

/**
 * Where Concur's button Test Connection calls.
 * @see SAP Concur, "Callouts and Application Connectors", "Test Connection".
 */
export const TEST_CONNECTION_PATH = '/system/v1.0/testconnection'

/** Says that the connector is there and that the login, which was checked before, is right. Stores nothing. */
export const testConnection: RequestHandler = (_req, res) => {
  res.status(200).end()
}
