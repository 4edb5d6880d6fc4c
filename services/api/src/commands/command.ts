import { InvalidArgumentError } from "commander";
import { tableText } from "../command-line/screen.ts";
import type { Shown } from "../command-line/shown.ts";

/** A positive whole number. @throws InvalidArgumentError */
export function toCount(given: string): number {
  const count = Number(given);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new InvalidArgumentError("It must be a whole number above 0.");
}

/** The parts between commas, each of which must be something. @throws InvalidArgumentError */
export function toList(given: string): string[] {
  const parts = given.split(",");
  if (parts.every((part) => part !== "")) return parts;
  throw new InvalidArgumentError("It must be names with commas between them.");
}

/** Where people reach something. @throws InvalidArgumentError */
export function toUrl(given: string): string {
  if (/^https?:$/.test(URL.parse(given)?.protocol ?? "")) return given;
  throw new InvalidArgumentError("It must be a URL, such as https://fieldwork.example.");
}

/** Adds one more to an option that may be given several times. */
export function collected(one: string, before: string[] | undefined): string[] {
  return [...(before ?? []), one];
}

export function shown(data: object, text: Shown["text"]): Shown {
  return { data, text };
}

/** Rows as a table that fits, or what is said where there are none. */
export function listed(
  data: object,
  { rows, none }: { rows: readonly (readonly string[])[]; none: string },
): Shown {
  const text: Shown["text"] = ({ columns }) =>
    rows.length === 0 ? none : tableText(rows, { columns, whole: 1 });
  return { data, text };
}

/** As many as there are, with their word. Pure. */
export function many(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
