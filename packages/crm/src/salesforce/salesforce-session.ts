import { Connection } from "jsforce";
import { stoppedCall } from "../crm-error.ts";
import type { HttpSender } from "../http-sender.ts";
import { type CountedTokens, createLogins, type SalesforceLogin } from "./salesforce-logins.ts";

/** What our calls are known by, also in the events of what they changed. */
export const callClient = "fieldwork";

export interface Session {
  readonly connection: Connection;
  readonly accessToken: string;
  /** Which login of the connection it came from. */
  readonly generation: number;
}

/** One session for all calls of all processes, renewed by one login however many find it expired. */
export interface Sessions {
  current(signal: AbortSignal): Promise<Session>;
  /** The session after `expired`: the one another call has opened meanwhile, or a new one. */
  after(expired: Session, signal: AbortSignal): Promise<Session>;
  close(): void;
}

/**
 * Logs in as the connected app. Not through jsforce, whose refresh logs in for ever against a server
 * that keeps answering 401, and forgets a refresh token that replaces another.
 */
export function createSessions(login: SalesforceLogin, sender: HttpSender): Sessions {
  const closing = new AbortController();
  const logIn = createLogins(login, sender);
  let opening: Promise<Session> | undefined;
  let opened: Session | undefined;

  function open(after: number): Promise<Session> {
    opening ??= logIn(after, closing.signal)
      .then((tokens) => {
        opened = sessionOf(login, tokens);
        return opened;
      })
      .finally(() => {
        opening = undefined;
      });
    return opening;
  }

  return {
    async current(signal) {
      return opened ?? (await unlessAborted(open(0), signal));
    },
    async after(expired, signal) {
      if (opened !== undefined && opened !== expired) return opened;
      return await unlessAborted(open(expired.generation), signal);
    },
    close: () => closing.abort(),
  };
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(stoppedCall("not-sent"));
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

function sessionOf(
  { apiVersion: version }: SalesforceLogin,
  { accessToken, instanceUrl, generation }: CountedTokens,
): Session {
  const callOptions = { client: callClient };
  return {
    ...{ accessToken, generation },
    connection: new Connection({ instanceUrl, accessToken, version, callOptions }),
  };
}
