// The store compares by the same patterns, and PostgreSQL counts no further than 255.
export const decimalText = "^-?[0-9]{1,255}([.][0-9]{1,255})?$";
export const timeText = "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z)?$";
/** What turns a date into the instant at which it begins in UTC. */
export const startOfDay = "T00:00:00.000Z";

const isDecimal = new RegExp(decimalText);
const isTime = new RegExp(timeText);

/** A canonical value that has an order: texts of one kind compare with each other alone. */
export interface Comparable {
  kind: "number" | "time";
  text: string;
}

/** By its shape alone, as the store compares it; undefined for what has no order. */
export function comparableOf(value: string): Comparable | undefined {
  if (isDecimal.test(value)) return { kind: "number", text: value };
  return isTime.test(value) ? { kind: "time", text: instantOf(value) } : undefined;
}

function instantOf(value: string): string {
  return value.length === 10 ? value + startOfDay : value;
}

/** Negative, zero or positive; undefined if the two are not of one kind. */
export function compare(left: Comparable, right: Comparable): number | undefined {
  if (left.kind !== right.kind) return undefined;
  const [a, b] = left.kind === "number" ? scaled(left.text, right.text) : [left.text, right.text];
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Both as whole numbers, by the longer of their fractions: floating point would lose digits. */
function scaled(left: string, right: string): [bigint, bigint] {
  const places = Math.max(placesOf(left), placesOf(right));
  const whole = (text: string) =>
    BigInt(text.replace(".", "") + "0".repeat(places - placesOf(text)));
  return [whole(left), whole(right)];
}

function placesOf(text: string): number {
  const point = text.indexOf(".");
  return point < 0 ? 0 : text.length - point - 1;
}
