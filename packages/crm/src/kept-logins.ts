import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** What a login gave, as it is kept: nobody reads it who does not have the connection's own secrets. */
export interface KeptLogin {
  /** Counts the logins of a connection, from 1. */
  generation: number;
  sealed: string;
}

export type LoginTurn =
  /** A login of another process that is newer than the one asked about. */
  | { kind: "kept"; login: KeptLogin }
  /** Leave to log in; `last` is the newest login before. */
  | { kind: "yours"; turn: string; last: KeptLogin | undefined }
  /** Another process is logging in. */
  | { kind: "wait" };

/**
 * Where the logins of connections are kept for all processes, so that one of them logs in and a refresh
 * token that replaces another is on disk before it counts.
 */
export interface KeptLogins {
  /** @param after the generation that is of no use any more; 0: none is known. */
  begin(connection: string, after: number): Promise<LoginTurn>;
  /** Returns its generation; undefined if another login has been kept since `last`. */
  keep(
    connection: string,
    login: { turn: string; after: number; sealed: string },
  ): Promise<number | undefined>;
  /** Gives a turn back that came to nothing. */
  end(connection: string, turn: string): Promise<void>;
}

/** Logins of this process alone, for tools that run for a moment. */
export function createOwnLogins(): KeptLogins {
  const logins = new Map<string, KeptLogin>();
  return {
    async begin(connection, after) {
      const last = logins.get(connection);
      if (last !== undefined && last.generation > after) return { kind: "kept", login: last };
      return { kind: "yours", turn: "", last };
    },
    async keep(connection, { after, sealed }) {
      const login = { generation: after + 1, sealed };
      logins.set(connection, login);
      return login.generation;
    },
    async end() {},
  };
}

/** Seals and opens what is kept, with a key that comes from secrets which are never kept. */
export interface LoginSeal {
  seal(text: string): string;
  /** Undefined for what was sealed with other secrets, or was changed. */
  open(sealed: string): string | undefined;
}

const ivBytes = 12;
const tagBytes = 16;

/** @param about what the secrets belong to: with another user or app, nothing kept before can be opened. */
export function createLoginSeal(secrets: readonly string[], about: string): LoginSeal {
  const key = Buffer.from(hkdfSync("sha256", secrets.join("\0"), about, "fieldwork login", 32));
  return {
    seal(text) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv("aes-256-gcm", key, iv);
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64");
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, "base64");
      try {
        const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, ivBytes));
        decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
        const body = decipher.update(bytes.subarray(ivBytes + tagBytes));
        return Buffer.concat([body, decipher.final()]).toString("utf8");
      } catch {
        return undefined;
      }
    },
  };
}
