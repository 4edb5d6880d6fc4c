import { Connection } from "jsforce";
import { z } from "zod";
import { CrmError } from "../crm-error.ts";
import { type HttpReply, type HttpSender, withoutSecrets } from "../http-sender.ts";
import { jsonOrUndefined } from "../json.ts";
import { errorFromSalesforce } from "./salesforce-errors.ts";

export interface SalesforceLogin {
  loginUrl: string;
  clientId: string;
  clientSecret: string;
  apiVersion: string;
}

export interface Session {
  readonly connection: Connection;
  readonly accessToken: string;
}

/** One session for all calls, renewed by one login however many calls find it expired. */
export interface Sessions {
  current(signal: AbortSignal): Promise<Session>;
  /** The session after `expired`: the one another call has opened meanwhile, or a new one. */
  after(expired: Session, signal: AbortSignal): Promise<Session>;
  close(): void;
}

/**
 * Logs in by client credentials. Not through jsforce, whose refresh logs in for ever against a server
 * that keeps answering 401.
 */
export function createSessions(login: SalesforceLogin, sender: HttpSender): Sessions {
  const closing = new AbortController();
  let opening: Promise<Session> | undefined;
  let opened: Session | undefined;

  function open(): Promise<Session> {
    opening ??= logIn(login, sender, closing.signal)
      .then((session) => {
        opened = session;
        return session;
      })
      .finally(() => {
        opening = undefined;
      });
    return opening;
  }

  return {
    async current(signal) {
      return opened ?? (await unlessAborted(open(), signal));
    },
    async after(expired, signal) {
      if (opened !== undefined && opened !== expired) return opened;
      return await unlessAborted(open(), signal);
    },
    close: () => closing.abort(),
  };
}

const tokenReply = z.object({ access_token: z.string().min(1), instance_url: z.url() });

async function logIn(
  { loginUrl, clientId, clientSecret, apiVersion }: SalesforceLogin,
  sender: HttpSender,
  signal: AbortSignal,
): Promise<Session> {
  const reply = await sendLogin(sender, loginUrl, {
    signal,
    form: {
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
    },
  });
  if (reply.status !== 200)
    throw errorFromSalesforce(withoutSecrets(reply, [clientSecret]), "login");
  const { access_token: accessToken, instance_url: instanceUrl } = parseToken(reply);
  return {
    accessToken,
    connection: new Connection({
      instanceUrl,
      accessToken,
      version: apiVersion,
      callOptions: { client: "fieldwork" },
    }),
  };
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

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () =>
    aborted.reject(
      new CrmError("the call to the CRM was stopped", { reason: "stopped", outcome: "not-sent" }),
    );
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
