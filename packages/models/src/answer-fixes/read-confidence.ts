const words = new Map([
  ["certain", 0.95],
  ["very high", 0.9],
  ["high", 0.8],
  ["medium", 0.5],
  ["moderate", 0.5],
  ["low", 0.2],
  ["very low", 0.1],
  ["none", 0],
]);

const share =
  /^(\d{1,3}(?:[.,]\d{1,17})?)\s*(%|\/\s*(?:1|5|10|100)|\s(?:percent|per cent|out of (?:5|10|100)))?$/i;

/**
 * A confidence from 0 to 1 in another notation: 90 and "90%" (of a hundred), "0.9", "9/10", "high".
 * Undefined if the scale is unclear: 7 may be of ten or of a hundred.
 */
export function readConfidence(given: unknown): number | undefined {
  if (typeof given === "number") return fromNumber(given);
  if (typeof given !== "string") return undefined;
  const text = given.trim().toLowerCase();
  const [, digits, unit] = share.exec(text) ?? [];
  if (digits === undefined) return words.get(text.replace(/[\s_-]+/g, " "));
  const number = Number(digits.replace(",", "."));
  if (unit === undefined) return fromNumber(number);
  const whole = Number(/\d+/.exec(unit)?.[0] ?? 100);
  return number <= whole ? number / whole : undefined;
}

function fromNumber(number: number): number | undefined {
  if (number >= 0 && number <= 1) return number;
  return number > 10 && number <= 100 ? number / 100 : undefined;
}
