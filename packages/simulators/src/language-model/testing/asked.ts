import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";

export const description =
  "Acme builds software for hospitals. It also rents offices. Founded in 1990 in Kista.";
export const input = `The record:\n<record-1f>\n${JSON.stringify({ name: "Acme AB", description })}\n</record-1f>`;

/** An output of a schema, with its evidence and confidence. */
export const output = (value: object) => ({
  type: "object",
  properties: {
    evidence: { type: ["string", "null"], description: "Words of the input" },
    value,
    confidence: { type: "number" },
  },
  required: ["evidence", "value", "confidence"],
  additionalProperties: false,
});

/** Of an answer about one company. */
export const schema = {
  type: "object",
  properties: {
    sector: output({ type: ["string", "null"], enum: ["Software", "Hardware", null] }),
    summary: output({ type: ["string", "null"], description: "At most 90 characters" }),
  },
  required: ["sector", "summary"],
  additionalProperties: false,
};

interface Refusal {
  status?: number;
  message: string;
  headers?: Headers;
}

/** The error that a client throws at a refusal; an answer fails the test. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  return await call.then(
    () => expect.unreachable("the call was answered"),
    (error: Refusal) => error,
  );
}

/** A file of recorded replies, for one test. */
export function writeRecordings(replies: readonly object[]): string {
  const dir = mkdtempSync(join(tmpdir(), "recordings-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, "replies.jsonl");
  writeFileSync(file, replies.map((one) => JSON.stringify(one)).join("\n"));
  return file;
}
