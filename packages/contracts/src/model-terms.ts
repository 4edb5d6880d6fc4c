import { z } from "zod";

const rate = z.int().min(0);

/** What a model charges and allows, as whoever asks it knows it. It holds no secret. */
export const modelTerms = z.object({
  /** `provider/model`, as routes name it. */
  model: z.string(),
  /** Pico-USD a token, and what some hosts add; null: calls cost nothing. */
  price: z
    .object({ inputPicoUsd: rate, outputPicoUsd: rate, regionalPercent: z.number().min(0) })
    .nullable(),
  /** What all processes together may use in a time. */
  limits: z.array(
    z.object({
      unit: z.enum(["requests", "input-tokens", "output-tokens"]),
      per: z.enum(["minute", "day"]),
      limit: z.number().positive(),
      /** What shares it: `provider:x` for all models of one, otherwise the model alone. */
      scope: z.string().optional(),
      /** In which a day begins and ends; UTC unless it is told. */
      timeZone: z.string().optional(),
    }),
  ),
});
export type ModelTerms = z.infer<typeof modelTerms>;
