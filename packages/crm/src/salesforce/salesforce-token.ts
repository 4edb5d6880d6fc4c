import { z } from "zod";
import { CrmError } from "../crm-error.ts";
import { type HttpReply, type HttpSender, withoutSecrets } from "../http-sender.ts";
import { jsonOrUndefined } from "../json.ts";
import type { Tokens } from "../shared-logins.ts";
import { errorFromSalesforce } from "./salesforce-errors.ts";
import { loginForm, type SalesforceGrant, secretsOf } from "./salesforce-grant.ts";

const tokenReply = z.object({
  access_token: z.string().min(1),
  instance_url: z.url(),
  refresh_token: z.string().min(1).optional().catch(undefined),
});

/** A clock this far from Salesforce's may be why it refused an assertion. */
const skewMs = 30_000;

export interface TokenRequest {
  loginUrl: string;
  clientId: string;
  grant: SalesforceGrant;
  /** In place of the configured one, once a login has replaced it. */
  refreshToken: string | undefined;
}

/** Asks Salesforce for a session, once; with its clock where ours is far from it. */
export async function requestTokens(
  { loginUrl, clientId, grant, refreshToken }: TokenRequest,
  sender: HttpSender,
  signal: AbortSignal,
): Promise<Tokens> {
  const send = (nowMs: number) => {
    const form = loginForm({ loginUrl, clientId, grant, refreshToken, nowMs });
    return sendLogin(sender, loginUrl, { form, signal });
  };
  let reply = await send(Date.now());
  if (reply.status === 400 && grant.kind === "jwt-bearer") {
    const theirMs = Date.parse(reply.headers.date ?? "");
    if (Math.abs(theirMs - Date.now()) > skewMs) reply = await send(theirMs);
  }
  if (reply.status !== 200) {
    const hidden = withoutSecrets(reply, secretsOf(grant, refreshToken));
    throw errorFromSalesforce(hidden, "login");
  }
  const { access_token: accessToken, instance_url: instanceUrl, ...parsed } = parseToken(reply);
  const next = parsed.refresh_token ?? refreshToken;
  return { accessToken, instanceUrl, ...(next !== undefined && { refreshToken: next }) };
}

async function sendLogin(
  sender: HttpSender,
  loginUrl: string,
  { form, signal }: { form: Record<string, string>; signal: AbortSignal },
): Promise<HttpReply> {
  const call = {
    method: "POST",
    url: `${loginUrl}/services/oauth2/token`,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      accept: "application/json",
    },
    body: new URLSearchParams(form).toString(),
  };
  try {
    return await sender.send(call, signal);
  } catch (reason) {
    const { message, reason: why, signature, retryAfterMs: waitMs } = CrmError.from(reason);
    // Whatever became of the login, the call it was for never left.
    throw new CrmError(`logging in failed: ${message}`, {
      ...{ reason: why, outcome: "not-sent", signature, waitMs },
      cause: reason,
    });
  }
}

function parseToken(reply: HttpReply): z.infer<typeof tokenReply> {
  const parsed = tokenReply.safeParse(jsonOrUndefined(reply.body));
  if (parsed.success) return parsed.data;
  throw new CrmError("Salesforce's reply to the login could not be read", {
    reason: "unreadable",
    outcome: "not-sent",
  });
}
