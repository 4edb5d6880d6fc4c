import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { AppError } from "@fieldwork/runtime";

interface Cost {
  memoryKib: number;
  passes: number;
  parallelism: number;
}

// OWASP's, of 2026. Others that are already kept go on working.
const cost: Cost = { memoryKib: 19_456, passes: 2, parallelism: 1 };
const hashBytes = 32;
const minChars = 12;
const maxBytes = 1024;

const text = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/;

/** @throws AppError `request_invalid` for one that is too short or too long. */
export async function hashPassword(password: string): Promise<string> {
  const fault = faultOf(password);
  if (fault !== undefined) throw new AppError(fault, { code: "request_invalid", retryable: false });
  const salt = randomBytes(16);
  const hash = await derive(password, salt, cost);
  const { memoryKib, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${parallelism}$${encoded(salt)}$${encoded(hash)}`;
}

/** Of no account at all it takes as long as of one, so that the time does not tell them apart. */
export async function verifyPassword(password: string, kept: string | undefined): Promise<boolean> {
  const parts = text.exec(kept ?? nobodys)?.slice(1);
  if (parts === undefined || Buffer.byteLength(password) > maxBytes) return false;
  const [memoryKib = "", passes = "", parallelism = "", salt = "", hash = ""] = parts;
  const expected = Buffer.from(hash, "base64");
  const found = await derive(password, Buffer.from(salt, "base64"), {
    ...{ memoryKib: Number(memoryKib), passes: Number(passes) },
    parallelism: Number(parallelism),
  });
  const isRight = expected.length === found.length && timingSafeEqual(expected, found);
  return isRight && kept !== undefined;
}

const nobodys = `$argon2id$v=19$m=${cost.memoryKib},t=${cost.passes},p=${cost.parallelism}$${encoded(randomBytes(16))}$${encoded(randomBytes(hashBytes))}`;

function faultOf(password: string): string | undefined {
  if ([...password].length < minChars)
    return `the password is too short: choose one of ${minChars} characters or more`;
  if (Buffer.byteLength(password) > maxBytes)
    return `the password is too long: choose one of at most ${maxBytes} bytes`;
  return undefined;
}

const run = promisify(argon2);

function derive(password: string, salt: Buffer, { memoryKib, passes, parallelism }: Cost) {
  return run("argon2id", {
    message: password.normalize("NFC"),
    nonce: salt,
    ...{ parallelism, passes, memory: memoryKib, tagLength: hashBytes },
  });
}

/** As the text of Argon2 has it: base64 without padding. */
function encoded(bytes: Buffer): string {
  return bytes.toString("base64").replaceAll("=", "");
}
