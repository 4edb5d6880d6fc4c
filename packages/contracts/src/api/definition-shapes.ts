import { z } from "zod";
import type { definitionRoutes } from "./definition-routes.ts";
import { type Shape, time } from "./shape.ts";

const params = z.object({ name: z.string().min(1).max(200) });
/** It may be the beginning of it. */
const hash = z.string().min(1).max(64).optional();
const released = { name: z.string(), hash: z.string(), releasedAt: time, releasedBy: z.string() };
const version = z.object({ ...released, isCurrent: z.boolean() });

const changes = z.array(
  /** Where they differ, such as `outputs/0/policy`; undefined for what one of them has not. */
  z.object({ at: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }),
);
const releaseBody = z.strictObject({
  hash: z.string().min(1).max(64),
  /** The current version whose difference was seen; null where there is none. */
  seen: z.string().min(1).max(64).nullable(),
});
const releaseReply = z.object({ hash: z.string(), before: z.string().nullable() });

export const definitionShapes = {
  "definitions.list": {
    reply: z.object({
      definitions: z.array(
        z.object({
          ...released,
          /** What it writes. */
          outputs: z.array(
            z.object({
              ...{ object: z.string(), field: z.string(), label: z.string(), type: z.string() },
            }),
          ),
        }),
      ),
    }),
  },
  "definitions.show": {
    params,
    query: z.strictObject({ hash }),
    /** The newest release first. */
    reply: version.extend({ content: z.unknown(), versions: z.array(version) }),
  },
  "definitions.diff": {
    params,
    query: z.strictObject({ from: hash, to: hash }),
    reply: z.object({
      ...{ from: z.string(), to: z.string() },
      changes,
    }),
  },
  "definitions.figures": {
    params,
    query: z.strictObject({ days: z.coerce.number().int().min(1).max(90).default(30) }),
    reply: z.object({
      versions: z.array(
        z.object({
          hash: z.string(),
          /** Attempts that led to an answer which still is a record's newest. */
          ...{ calls: z.int(), records: z.int() },
          /** Nano-USD, as text: a number would lose digits. */
          costNanoUsd: z.string(),
          ...{ inputTokens: z.number(), cachedInputTokens: z.number(), outputTokens: z.number() },
          /** From before a call is sent until it is settled; null without calls. */
          ...{ p50Ms: z.number().nullable(), p95Ms: z.number().nullable() },
          ...{ decided: z.int(), approved: z.int(), corrected: z.int() },
          /** The same for each arm of its experiment, `usual` and `experiment`; none without one. */
          arms: z.array(
            z.object({
              ...{ arm: z.string(), calls: z.int(), records: z.int(), costNanoUsd: z.string() },
              ...{ inputTokens: z.number(), outputTokens: z.number() },
              ...{ p50Ms: z.number(), p95Ms: z.number() },
            }),
          ),
        }),
      ),
      /** Only so many of the newest calls of each model were looked at; null: all in that time. */
      callsLookedAt: z.int().nullable(),
    }),
  },
  "proposals.list": {
    reply: z.object({
      /** Whether there are files to look at from here. */
      areRead: z.boolean(),
      /** What is wrong with the files; null for nothing. */
      problem: z.string().nullable(),
      proposals: z.array(
        z.object({
          name: z.string(),
          /** `gone`: it is released, and the files have it no more. */
          kind: z.enum(["new", "changed", "gone"]),
          /** What is released now, and what the files propose. */
          ...{ from: z.string().nullable(), hash: z.string().nullable() },
          changes,
          /** Why it cannot be released from here, in a sentence; null: it can. */
          blocked: z.string().nullable(),
        }),
      ),
    }),
  },
  "proposals.release": { params, body: releaseBody, reply: releaseReply },
  "definitions.release": { params, body: releaseBody, reply: releaseReply },
} as const satisfies Record<keyof typeof definitionRoutes, Shape>;
