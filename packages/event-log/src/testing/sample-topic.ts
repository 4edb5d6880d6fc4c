import { z } from "zod";

const sample = z.object({ key: z.string(), n: z.int(), text: z.string().optional() });
export type Sample = z.infer<typeof sample>;

export function sampleTopic(name: string) {
  return { name, schema: sample, keyOf: (event: Sample) => event.key };
}
