import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Reply } from "../core/http-reply.ts";
import type { ModelVendor } from "./model-vendor.ts";

const event = z.record(z.string(), z.unknown());
const recorded = z.looseObject({
  status: z.int().default(200),
  headers: z.record(z.string(), z.string()).nullish(),
  body: z.union([z.array(event), event, z.string()]),
});

/** The replies of a file, one after the other and then from the start again; undefined without a file. */
export function createRecordedReplies(
  file: string | undefined,
  vendor: ModelVendor,
): (() => Reply) | undefined {
  if (file === undefined) return undefined;
  const replies = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => replyIn(recorded.parse(JSON.parse(line)), vendor));
  let next = 0;
  return () => {
    const reply = replies[next % replies.length];
    if (!reply) throw new Error(`${file} holds no reply`);
    next += 1;
    return reply;
  };
}

function replyIn({ status, headers, body }: z.infer<typeof recorded>, vendor: ModelVendor): Reply {
  if (Array.isArray(body)) {
    const text = body.map((one) => vendor.eventText(one)).join("") + vendor.streamEnd;
    return { status, headers: { "content-type": "text/event-stream", ...headers }, text };
  }
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { status, headers: { "content-type": "application/json", ...headers }, text };
}
