import { z } from "zod";

const entry = z.looseObject({
  time: z.string(),
  level: z.string(),
  service: z.string().optional(),
  msg: z.string().default(""),
  err: z.object({ message: z.string() }).optional().catch(undefined),
});

/** A service's log line for people: time, level, sentence, fields. Anything else is left as it is. Pure. */
export function readableLine(line: string): string {
  const parsed = entry.safeParse(jsonOrUndefined(line));
  if (!parsed.success) return line;
  const { time, level, service: _, msg, err, ...fields } = parsed.data;
  const told = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  const parts = [time.slice(11, 23), level.toUpperCase().padEnd(5), msg, ...told];
  return [...parts, ...(err ? [`err=${err.message}`] : [])].join(" ");
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A line of somebody else's.
    return undefined;
  }
}
