import { backoffMs, delay, isAppError } from "@fieldwork/runtime";
import { z } from "zod";
import { CrmError, stoppedCall } from "./crm-error.ts";
import { jsonOrUndefined } from "./json.ts";
import {
  createLoginSeal,
  createOwnLogins,
  type KeptLogin,
  type KeptLogins,
  type LoginTurn,
} from "./kept-logins.ts";

/** What a login gives. */
export interface Tokens {
  accessToken: string;
  /** Where its calls go, if the login says so. */
  instanceUrl?: string | undefined;
  /** For the next login, in place of any before. */
  refreshToken?: string | undefined;
}

export interface SharedLoginsOptions {
  connection: string;
  /** The connection's own, which are never kept; and what they belong to. */
  secrets: readonly string[];
  about: string;
  /** A login that is lost may be the last that was possible: without a place to keep it none is made. */
  mustBeKept: boolean;
  /** Where all processes keep them together; if absent, this process logs in by itself. */
  logins: KeptLogins | undefined;
  /** Logs in once, by the refresh token that was given last, if any. */
  request(refreshToken: string | undefined, signal: AbortSignal): Promise<Tokens>;
}

/** With the number of the login that gave them. */
export type CountedTokens = Tokens & { generation: number };

const keptTokens = z.object({
  accessToken: z.string(),
  instanceUrl: z.url().optional(),
  refreshToken: z.string().optional(),
});

const waitsAtMostMs = 40_000;

/** The login that counts after a generation: another process's, or our own once it is kept. */
export function createSharedLogins(
  options: SharedLoginsOptions,
): (after: number, signal: AbortSignal) => Promise<CountedTokens> {
  const { connection, mustBeKept, logins: shared } = options;
  const logins = shared ?? createOwnLogins();
  const seal = createLoginSeal(options.secrets, options.about);
  /** What a login gave that could not be kept: its refresh token may be the only one that is left. */
  let unkept: { after: number; tokens: Tokens } | undefined;

  function read(kept: KeptLogin | undefined): Tokens | undefined {
    const text = kept && seal.open(kept.sealed);
    return keptTokens.safeParse(jsonOrUndefined(text ?? "")).data;
  }

  /** Only a refresh token has to be kept: without the store, any other login counts for this process. */
  function unlessNeedless<T>(work: Promise<T>, instead: T): Promise<T> {
    return mustBeKept ? work : work.catch(() => instead);
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
    const known = unkept?.after === after ? unkept.tokens : undefined;
    const tokens = known ?? (await options.request(refreshToken, signal));
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
    if (mustBeKept && shared === undefined) throw nowhereToKeep();
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
  return new CrmError("it is not known whether another process is logging in", {
    ...{ reason: "limits-unknown", outcome: "not-sent", cause: error },
  });
}

function nowhereToKeep(): CrmError {
  const message =
    "a connection with a refresh token needs the database, where the next token is kept: set DATABASE_URL";
  return new CrmError(message, { reason: "refused-credentials", outcome: "not-sent" });
}

function neverEnds(): CrmError {
  return new CrmError("another process is logging in and does not end", {
    ...{ reason: "busy", outcome: "not-sent", waitMs: 1000 },
  });
}

/** One session for all calls of all processes, renewed by one login however many find it expired. */
export interface Sessions<Session> {
  current(signal: AbortSignal): Promise<Session>;
  /** The session after `expired`: the one another call has opened meanwhile, or a new one. */
  after(expired: Session, signal: AbortSignal): Promise<Session>;
  close(): void;
}

/** Each login serves all that wait for it. */
export function createSessions<Session extends { readonly generation: number }>(
  logIn: (after: number, signal: AbortSignal) => Promise<Session>,
): Sessions<Session> {
  const closing = new AbortController();
  let opening: Promise<Session> | undefined;
  let opened: Session | undefined;

  function open(after: number): Promise<Session> {
    opening ??= logIn(after, closing.signal)
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
