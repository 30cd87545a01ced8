/** What an administrator types into Concur's registration of a connector. */
export interface ConnectorAddress {
  /** Host and endpoint together, such as `http://127.0.0.1:8443/concur/v1.0/notify`. */
  readonly url: string
  readonly username: string
  readonly password: string
}

const TIMEOUT_MS = 60_000

/**
 * Delivers one notification, as Concur does.
 * @param signal Gives up early.
 * @returns Whether the connector took it, which only a 200 says.
 */
export async function deliverNotification(
  { url, username, password }: ConnectorAddress,
  xml: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: basic(username, password), 'content-type': 'application/xml' },
      body: xml,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    })
    await response.arrayBuffer()
    return response.status === 200
  } catch {
    return false
  }
}

/** HTTP statuses of the two requests that Concur's Test Connection is documented to make. */
export interface ConnectionTest {
  /** `GET /system/v1.0/testconnection` */
  readonly testConnection: number
  /** `GET` of the endpoint itself. */
  readonly endpoint: number
}

/**
 * What the button Test Connection does; the documentation describes two ways, so both are tried.
 * @throws If the connector cannot be reached.
 * @see SAP Concur, Callouts and Application Connectors, "Test Connection".
 */
export async function testConnection({ url, username, password }: ConnectorAddress): Promise<ConnectionTest> {
  const statusOf = async (address: string | URL) => {
    const response = await fetch(address, {
      headers: { authorization: basic(username, password) },
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    await response.arrayBuffer()
    return response.status
  }
  return {
    testConnection: await statusOf(new URL('/system/v1.0/testconnection', url)),
    endpoint: await statusOf(url),
  }
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}
