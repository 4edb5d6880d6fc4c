import { backoffMs, delay, isAppError } from "@fieldwork/runtime";
import { z } from "zod";
import { CrmError, stoppedCall } from "../crm-error.ts";
import type { HttpSender } from "../http-sender.ts";
import { jsonOrUndefined } from "../json.ts";
import {
  createLoginSeal,
  createOwnLogins,
  type KeptLogin,
  type KeptLogins,
  type LoginTurn,
} from "../kept-logins.ts";
import { type SalesforceGrant, secretsOf } from "./salesforce-grant.ts";
import { requestTokens, type Tokens } from "./salesforce-token.ts";

export interface SalesforceLogin {
  loginUrl: string;
  clientId: string;
  grant: SalesforceGrant;
  apiVersion: string;
  connection: string;
  /** Where all processes keep them together; if absent, this process logs in by itself. */
  logins?: KeptLogins | undefined;
}

/** With the number of the login that gave them. */
export type CountedTokens = Tokens & { generation: number };

const keptTokens = z.object({
  accessToken: z.string(),
  instanceUrl: z.url(),
  refreshToken: z.string().optional(),
});

const waitsAtMostMs = 40_000;

/** The login that counts after a generation: another process's, or our own once it is kept. */
export function createLogins(login: SalesforceLogin, sender: HttpSender) {
  const { connection, grant, clientId, loginUrl, logins: shared } = login;
  const logins = shared ?? createOwnLogins();
  const user = grant.kind === "jwt-bearer" ? grant.username : "";
  const seal = createLoginSeal(secretsOf(grant), [loginUrl, clientId, user].join(" "));
  /** What a login gave that could not be kept: its refresh token may be the only one that is left. */
  let unkept: { after: number; tokens: Tokens } | undefined;

  function read(kept: KeptLogin | undefined): Tokens | undefined {
    const text = kept && seal.open(kept.sealed);
    return keptTokens.safeParse(jsonOrUndefined(text ?? "")).data;
  }

  /** Only a refresh token has to be kept: without the store, any other login counts for this process. */
  function unlessNeedless<T>(work: Promise<T>, instead: T): Promise<T> {
    return grant.kind === "refresh-token" ? work : work.catch(() => instead);
  }

  function begin(after: number): Promise<LoginTurn> {
    const own = { kind: "yours", turn: "", last: undefined } as const;
    return unlessNeedless<LoginTurn>(logins.begin(connection, after), own);
  }

  /** Undefined if another login has been kept meanwhile. */
  async function logInAndKeep(
    { turn, last }: Extract<LoginTurn, { kind: "yours" }>,
    signal: AbortSignal,
  ): Promise<CountedTokens | undefined> {
    const after = last?.generation ?? 0;
    const { refreshToken } = read(last) ?? {};
    const request = { loginUrl, clientId, grant, refreshToken };
    const known = unkept?.after === after ? unkept.tokens : undefined;
    const tokens = known ?? (await requestTokens(request, sender, signal));
    unkept = { after, tokens };
    const sealed = seal.seal(JSON.stringify(tokens));
    const keeping = logins.keep(connection, { turn, after, sealed });
    const generation = await unlessNeedless(keeping, after);
    unkept = undefined;
    return generation === undefined ? undefined : { ...tokens, generation };
  }

  async function takeTurn(
    turn: Extract<LoginTurn, { kind: "yours" }>,
    signal: AbortSignal,
  ): Promise<CountedTokens | undefined> {
    try {
      return await logInAndKeep(turn, signal);
    } catch (error) {
      await logins.end(connection, turn.turn).catch(() => undefined);
      throw error;
    }
  }

  /** The login that counts; a generation that does not, sealed with other secrets; or neither yet. */
  async function look(after: number, signal: AbortSignal): Promise<CountedTokens | number> {
    const turn = await begin(after);
    if (turn.kind === "yours") return (await takeTurn(turn, signal)) ?? after;
    if (turn.kind === "wait") return after;
    const { generation } = turn.login;
    const tokens = read(turn.login);
    return tokens ? { ...tokens, generation } : generation;
  }

  async function counted(after: number, signal: AbortSignal): Promise<CountedTokens> {
    if (grant.kind === "refresh-token" && shared === undefined) throw nowhereToKeep();
    const giveUpAt = performance.now() + waitsAtMostMs;
    let useless = after;
    for (let attempt = 0; performance.now() < giveUpAt; attempt++) {
      if (signal.aborted) throw stoppedCall("not-sent");
      const found = await look(useless, signal);
      if (typeof found === "object") return found;
      if (found === useless) await delay(50 + backoffMs(attempt, pause), signal);
      useless = found;
    }
    throw neverEnds();
  }

  return (after: number, signal: AbortSignal): Promise<CountedTokens> =>
    counted(after, signal).catch((error: unknown) => {
      throw notLoggedIn(error);
    });
}

const pause = { baseMs: 50, capMs: 500 };

/** Without the store nobody may log in: two who do may each leave the other without a token. */
function notLoggedIn(error: unknown): unknown {
  if (error instanceof CrmError || isAppError(error, "config_invalid")) return error;
  return new CrmError("it is not known whether another process is logging in to Salesforce", {
    ...{ reason: "limits-unknown", outcome: "not-sent", cause: error },
  });
}

function nowhereToKeep(): CrmError {
  const message =
    "a connection with a refresh token needs the database, where the next token is kept: set DATABASE_URL";
  return new CrmError(message, { reason: "refused-credentials", outcome: "not-sent" });
}

function neverEnds(): CrmError {
  return new CrmError("another process is logging in to Salesforce and does not end", {
    ...{ reason: "busy", outcome: "not-sent", waitMs: 1000 },
  });
}
