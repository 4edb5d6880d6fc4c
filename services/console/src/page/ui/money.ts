import { texts } from "../texts.ts";

const nanoPerUsd = 1_000_000_000;
const whole = new Intl.NumberFormat(texts.language, { style: "currency", currency: "USD" });
const fine = new Intl.NumberFormat(texts.language, {
  ...{ style: "currency", currency: "USD" },
  ...{ minimumSignificantDigits: 2, maximumSignificantDigits: 2 },
});

/** Of nano-USD: small sums keep two digits that say something. Pure. */
export function usdText(nanoUsd: string | number): string {
  const usd = Number(nanoUsd) / nanoPerUsd;
  return usd !== 0 && Math.abs(usd) < 0.1 ? fine.format(usd) : whole.format(usd);
}

const count = new Intl.NumberFormat(texts.language);

export function countText(value: number): string {
  return count.format(value);
}

const percent = new Intl.NumberFormat(texts.language, { style: "percent" });

export function percentText(share: number): string {
  return percent.format(share);
}

const seconds = new Intl.NumberFormat(texts.language, { maximumSignificantDigits: 2 });

/** Pure. */
export function secondsText(ms: number): string {
  return seconds.format(ms / 1000);
}
