/** Where one GitHub serves what: github.com, a GHE.com subdomain, or a GitHub Enterprise Server. */
export const defaultApiUrl = "https://api.github.com";

/**
 * Where git is served, and pages are shown, by the address of the REST API: `api.HOST` belongs to `HOST` on github.com
 * and GHE.com, and `HOST/api/v3` to `HOST` on an Enterprise Server.
 */
export function serverUrlOf(apiUrl: string): string {
  const url = new URL(apiUrl);
  if (url.hostname === "api.github.com" || /^api\.[^.]+\.ghe\.com$/.test(url.hostname)) {
    url.hostname = url.hostname.replace(/^api\./, "");
  }
  return url.origin;
}
