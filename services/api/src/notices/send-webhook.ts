import { createHmac } from "node:crypto";
import { lookup } from "node:dns/promises";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { LookupFunction } from "node:net";
import type { Notice } from "@fieldwork/store/notices";
import { noticeText } from "./notice-text.ts";
import { type AllowedAddresses, isReachable } from "./public-address.ts";

export interface Webhook {
  url: string;
  secret: string;
}

export interface WebhookDeps {
  allowed: AllowedAddresses;
  /** Every address of a name. */
  resolve?: ((name: string) => Promise<string[]>) | undefined;
  nowMs?: (() => number) | undefined;
  timeoutMs?: number | undefined;
  /** Ends what is under way. */
  signal?: AbortSignal | undefined;
}

/** It will not be different the next time. */
export class ForGoodError extends Error {}

/**
 * Posts a notice, signed: `fieldwork-signature: t=<seconds>,v1=<hmac-sha256 of "t.body">`. The name is
 * resolved once, every address of it must be allowed, and the connection goes to that address. Redirects
 * are not followed, and nothing of the reply is read but its status.
 *
 * @throws Error whose message says why; ForGoodError if another try would not help.
 */
export async function sendWebhook(
  deps: WebhookDeps,
  { url: given, secret }: Webhook,
  notice: Notice,
): Promise<void> {
  const { nowMs = Date.now, timeoutMs = 10_000, signal } = deps;
  const url = checkUrl(given);
  const address = await pin(url, deps);
  const body = JSON.stringify({ ...notice, text: noticeText(notice) });
  const at = Math.floor(nowMs() / 1000);
  const status = await post(url, {
    ...{ address, body, timeoutMs, signal },
    headers: {
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(body)),
      "user-agent": "fieldwork",
      "idempotency-key": `notice-${notice.id}`,
      "fieldwork-signature": `t=${at},v1=${sign(secret, at, body)}`,
    },
  });
  if (status >= 200 && status < 300) return;
  if (status >= 300 && status < 400)
    throw new ForGoodError(`it answered ${status}: redirects are not followed`);
  throw new Error(`it answered ${status}`);
}

export function sign(secret: string, at: number, body: string): string {
  return createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
}

/** @throws ForGoodError for what is no plain http or https URL. */
export function checkUrl(given: string): URL {
  const url = URL.parse(given);
  if (!url || !["http:", "https:"].includes(url.protocol))
    throw new ForGoodError("a webhook is an http or https URL");
  if (url.username !== "" || url.password !== "")
    throw new ForGoodError("a webhook's URL holds no name and password");
  return url;
}

interface Pinned {
  address: string;
  family: 4 | 6;
}

async function pin(url: URL, { allowed, resolve = resolveAll }: WebhookDeps): Promise<Pinned> {
  const name = url.hostname.replace(/^\[|\]$/g, "");
  const addresses = await resolve(name);
  const [first] = addresses;
  if (first === undefined) throw new Error(`${name} has no address`);
  const refused = addresses.find((address) => !isReachable(address, allowed));
  if (refused !== undefined)
    throw new ForGoodError(
      `${name} is ${refused}, which is no public address: list it in NOTICE_PRIVATE_ADDRESSES if it is meant`,
    );
  return { address: first, family: first.includes(":") ? 6 : 4 };
}

async function resolveAll(name: string): Promise<string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

interface Posted {
  address: Pinned;
  headers: Record<string, string>;
  body: string;
  timeoutMs: number;
  signal: AbortSignal | undefined;
}

function post(
  url: URL,
  { address: pinned, headers, body, timeoutMs, signal: stop }: Posted,
): Promise<number> {
  const answerPinned: LookupFunction = (_name, options, callback) => {
    if (options.all) callback(null, [pinned]);
    else callback(null, pinned.address, pinned.family);
  };
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const late = AbortSignal.timeout(timeoutMs);
    const signal = stop ? AbortSignal.any([late, stop]) : late;
    const sent = request(url, {
      method: "POST",
      headers,
      lookup: answerPinned,
      agent: false,
      signal,
    });
    sent.once("response", (response) => {
      response.destroy();
      resolve(response.statusCode ?? 0);
    });
    sent.once("error", (error) =>
      reject(late.aborted ? new Error(`it did not answer within ${timeoutMs} ms`) : error),
    );
    sent.end(body);
  });
}
