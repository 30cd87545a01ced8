/** A notification that the connector has to keep, each another, and need not review. */
export function travelRequest(count: number): { readonly objectUri: string; readonly xml: string } {
  const objectUri = `https://www.concursolutions.com/api/travelrequest/v1.0/requests/nTravel${count}`
  return {
    objectUri,
    xml: `<Notification><ObjectType>TRAVELREQ</ObjectType><ObjectURI>${objectUri}</ObjectURI></Notification>`,
  }
}
