import { type Arguments, argumentError, parseFlags, runFlags, usageOf } from "@fieldwork/embedded";

export interface DemoArguments extends Arguments {
  /** The number of records in the demo; undefined: all. */
  records: number | undefined;
}

export const usage = usageOf({
  command: "npm start --",
  furtherFlags: { "records N": "a demo of N records instead of 1,800" },
});

/** @throws AppError `config_invalid` naming the unknown argument. */
export function parseArguments(argv: readonly string[]): DemoArguments {
  const flags = { ...runFlags, records: { type: "string" } } as const;
  const { records, "no-preflight": noPreflight, ...rest } = parseFlags(argv, flags, usage);
  return { ...rest, noPreflight, records: records === undefined ? undefined : countOf(records) };
}

function countOf(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw argumentError(`--records ${text} is not a whole number of at least 1`, usage);
}
