/** Where each CRM's API is. The local system gives its functions its stand-in's origins in their place. */
export const crmApiBases = JSON.stringify({
  hubspot: 'https://api.hubapi.com',
  pipedrive: 'https://api.pipedrive.com',
  close: 'https://api.close.com',
  // Each client has a domain of its own, which its credentials name.
  salesforce: 'https://{myDomain}',
  attio: 'https://api.attio.com',
});
