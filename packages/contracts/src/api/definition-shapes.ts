import { z } from "zod";
import type { definitionRoutes } from "./definition-routes.ts";
import { type Shape, time } from "./shape.ts";

const params = z.object({ name: z.string().min(1).max(200) });
/** It may be the beginning of it. */
const hash = z.string().min(1).max(64).optional();
const released = { name: z.string(), hash: z.string(), releasedAt: time, releasedBy: z.string() };
const version = z.object({ ...released, isCurrent: z.boolean() });

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
      /** Where they differ, such as `outputs/0/policy`; undefined for what one of them has not. */
      changes: z.array(
        z.object({ at: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }),
      ),
    }),
  },
} as const satisfies Record<keyof typeof definitionRoutes, Shape>;
