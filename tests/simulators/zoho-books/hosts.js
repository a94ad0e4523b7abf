// The hosts of each region. Accounts live apart from the API, Canada's under another name.

export const ZOHO_REGIONS = ["com", "eu", "in", "com.au", "jp", "ca", "sa"];

/** @param {string} region */
export function apiHost(region) {
  return `www.zohoapis.${region}`;
}

/** @param {string} region */
export function accountsHost(region) {
  return region === "ca" ? "accounts.zohocloud.ca" : `accounts.zoho.${region}`;
}

/** @param {string} host */
export function isZohoHost(host) {
  return ZOHO_REGIONS.some((region) => host === apiHost(region) || host === accountsHost(region));
}
