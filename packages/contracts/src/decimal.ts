// A double has at most 309 digits before the point; nobody means anything longer as a number.
const maxDecimalChars = 1000;
const decimalPattern = /^([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** A number in canonical decimal form (`5000.00`, `5.0E3` and `05000` are `5000`); undefined if it is not one. */
export function decimalOf(text: string): string | undefined {
  const match = text.length > maxDecimalChars ? null : decimalPattern.exec(text.trim());
  if (!match) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const left = point <= 0 ? "0" : digits.slice(0, point).padEnd(point, "0");
  const right = point < 0 ? "0".repeat(-point) + digits : digits.slice(point);
  const wholePart = left.replace(/^0+(?=\d)/, "");
  const fractionPart = right.replace(/0+$/, "");
  const isZero = wholePart === "0" && fractionPart === "";
  return `${sign === "-" && !isZero ? "-" : ""}${wholePart}${fractionPart && `.${fractionPart}`}`;
}
