import { companion, objectName } from "@fieldwork/contracts";
import { z } from "zod";

const namedInput = z.object({
  field: z.string(),
  required: z
    .union([z.boolean(), z.literal("any")])
    .default(false)
    .catch(false),
});

const namedOutput = z.object({
  name: z.string().default("").catch(""),
  field: z.string().default("").catch(""),
  type: z.string().default("").catch(""),
  companions: z.array(companion).default([]).catch([]),
  options: z.array(z.string()).optional().catch(undefined),
  optionHints: z.record(z.string(), z.unknown()).default({}).catch({}),
});

const outline = z
  .object({
    name: z.string().optional().catch(undefined),
    object: objectName.optional().catch(undefined),
    inputs: z.array(namedInput.optional().catch(undefined)).default([]).catch([]),
    route: z.array(z.string()).optional().catch(undefined),
    routing: z
      .object({ experiment: z.object({ model: z.string() }).optional().catch(undefined) })
      .optional()
      .catch(undefined),
    outputs: z.array(namedOutput.optional().catch(undefined)).default([]).catch([]),
    evaluation: z.record(z.string(), z.unknown()).default({}).catch({}),
    identity: z.array(z.string()).default([]).catch([]),
  })
  .catch({ inputs: [], outputs: [], evaluation: {}, identity: [] });

/**
 * What a definition names, read so leniently that one mistake hides no other. An input or output that
 * is not valid at all is undefined, so that positions in the lists are kept.
 */
export type Outline = z.infer<typeof outline>;

export function outlineOf(content: unknown): Outline {
  return outline.parse(content);
}
