/** What these rules look at. Header names are in lower case. */
export interface GuardedRequest {
  method: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

const safeMethods = ["GET", "HEAD", "OPTIONS"];

/**
 * Whether a request may change something: it comes from a page of ours, or from no browser at all.
 * Browsers send `Sec-Fetch-Site` on https and localhost only, and `Origin` otherwise; a request with
 * neither must prove itself by a bearer token, which no other site can make a browser send. Pure.
 */
export function isOwnRequest({ method, headers }: GuardedRequest): boolean {
  if (safeMethods.includes(method)) return true;
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin";
  const { origin } = headers;
  if (origin !== undefined) return typeof origin === "string" && hostOf(origin) === headers.host;
  return isBearer(headers.authorization);
}

/** Undefined for `null` and for what is no origin. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) && origin !== "null" ? new URL(origin).host : undefined;
}

export function isBearer(authorization: string | string[] | undefined): authorization is string {
  return typeof authorization === "string" && /^Bearer \S+$/i.test(authorization);
}

/**
 * Whether the host that a request names is one that this server is known by. A site whose name is
 * suddenly resolved to our address (DNS rebinding) sends its own name. Pure.
 */
export function isKnownHost(host: string | undefined, allowed: readonly string[]): boolean {
  if (host === undefined || !URL.canParse(`http://${host}`)) return false;
  const { hostname, host: named } = new URL(`http://${host}`);
  return allowed.some((one) => one === hostname || one === named);
}

const loopback = ["localhost", "127.0.0.1", "[::1]"];

/** The names in the public address and those beside it; on its own machine it is always known. Pure. */
export function allowedHosts(publicUrl: string | undefined, others: readonly string[]): string[] {
  const own = publicUrl === undefined ? [] : [new URL(publicUrl).hostname];
  return [...new Set([...loopback, ...own, ...others.map((one) => one.toLowerCase())])];
}
