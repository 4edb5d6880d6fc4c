import { z } from "zod";
import { CrmError } from "../crm-error.ts";
import { type HttpReply, type HttpSender, withoutSecrets } from "../http-sender.ts";
import { jsonOrUndefined } from "../json.ts";
import type { Tokens } from "../shared-logins.ts";
import { errorFromHubspot } from "./hubspot-errors.ts";

/** A public app that a portal has installed. */
export interface HubspotOauth {
  clientId: string;
  clientSecret: string;
  /** The first one; a login may replace it. */
  refreshToken: string;
}

export interface HubspotTokenRequest {
  baseUrl: string;
  /** `/oauth/v1/token` ends in February 2027; the paths of dates have one for all. */
  isDated: boolean;
  oauth: HubspotOauth;
  /** In place of the configured one, once a login has replaced it. */
  refreshToken: string | undefined;
}

const tokenReply = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional().catch(undefined),
});

/** Asks HubSpot for an access token, once; it lasts for half an hour. */
export async function requestHubspotTokens(
  { baseUrl, isDated, oauth, refreshToken = oauth.refreshToken }: HubspotTokenRequest,
  sender: HttpSender,
  signal: AbortSignal,
): Promise<Tokens> {
  const { clientId, clientSecret } = oauth;
  const form = {
    ...{ grant_type: "refresh_token", client_id: clientId, client_secret: clientSecret },
    refresh_token: refreshToken,
  };
  const call = {
    method: "POST",
    url: `${baseUrl}/oauth/${isDated ? "2026-03" : "v1"}/token`,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      accept: "application/json",
    },
    body: new URLSearchParams(form).toString(),
  };
  const reply = await notSentIfItFails(() => sender.send(call, signal));
  if (reply.status !== 200) {
    throw refusedLogin(withoutSecrets(reply, [clientSecret, refreshToken, oauth.refreshToken]));
  }
  const parsed = tokenReply.safeParse(jsonOrUndefined(reply.body));
  if (!parsed.success) {
    const message = "HubSpot's reply to the login could not be read";
    throw new CrmError(message, { reason: "unreadable", outcome: "not-sent" });
  }
  const { access_token: accessToken, refresh_token: next = refreshToken } = parsed.data;
  return { accessToken, refreshToken: next };
}

/** Whatever became of the login, the call it was for never left. */
async function notSentIfItFails(send: () => Promise<HttpReply>): Promise<HttpReply> {
  try {
    return await send();
  } catch (cause) {
    const { said, reason, signature, retryAfterMs: waitMs } = CrmError.from(cause);
    const message = `logging in failed: ${said}`;
    throw new CrmError(message, { reason, outcome: "not-sent", signature, waitMs, cause });
  }
}

function refusedLogin(reply: HttpReply): CrmError {
  const error = errorFromHubspot(reply, "read");
  const isRefused = reply.status >= 400 && reply.status < 500 && error.scope !== "account";
  const { said, reason, signature, retryAfterMs: waitMs } = error;
  return new CrmError(`HubSpot does not let the app log in: ${said}`, {
    reason: isRefused ? "refused-credentials" : reason,
    ...{ outcome: "not-sent", signature, waitMs },
    details: { status: reply.status },
  });
}
