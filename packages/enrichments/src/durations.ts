import { z } from "zod";

const unitsMs: Readonly<Record<string, number>> = {
  ...{ s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 },
};

/** As files say it: `90s`, `2m`, `12h`, `30d`. */
export const duration = z
  .string()
  .regex(/^[1-9]\d{0,4}[smhd]$/, "Write a number and a unit: 90s, 2m, 12h or 30d");

/** Of a duration as files say it. Pure. */
export function durationMs(text: z.infer<typeof duration>): number {
  return Number(text.slice(0, -1)) * (unitsMs[text.slice(-1)] ?? 1);
}
