import { expect, test } from "vitest";
import { hashPassword, verifyPassword } from "./passwords.ts";

const password = "correct horse, bättery";

test("a password is verified against what is kept of it, in whichever form its letters come", async () => {
  const kept = await hashPassword(password);
  expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(await verifyPassword(password.normalize("NFD"), kept)).toBe(true);
  expect(await verifyPassword(`${password} `, kept)).toBe(false);
  expect(await hashPassword(password)).not.toBe(kept);
});

test("what was kept at another cost is still verified", async () => {
  // By the reference implementation: argon2 somesalt -id -t 2 -k 256 -l 24 -p 1
  const kept =
    "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
  expect(await verifyPassword("password", kept)).toBe(true);
});

test("nobody's password is right, and neither is one that is kept wrongly", async () => {
  expect(await verifyPassword(password, undefined)).toBe(false);
  expect(await verifyPassword("", undefined)).toBe(false);
  expect(await verifyPassword(password, "plain")).toBe(false);
});

test("one that is too short or too long is refused before it is hashed", async () => {
  await expect(hashPassword("short")).rejects.toMatchObject({ code: "request_invalid" });
  await expect(hashPassword("x".repeat(2000))).rejects.toMatchObject({ code: "request_invalid" });
  expect(await verifyPassword("x".repeat(2000), await hashPassword(password))).toBe(false);
});
