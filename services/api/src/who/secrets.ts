import { createHash, randomBytes } from "node:crypto";

/** What a secret is for; it begins with this, so that one that leaks is recognised. */
export type SecretKind = "fwt" | "fws" | "fwl";

/** A token, a session or a link: 256 random bits. Only the hash is kept. */
export function createSecret(kind: SecretKind): { secret: string; hash: string } {
  const secret = `${kind}_${randomBytes(32).toString("base64url")}`;
  return { secret, hash: hashOf(secret) };
}

/** Of what is random and long already, so a fast hash suffices. Pure. */
export function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
