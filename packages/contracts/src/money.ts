/** Money is whole nano-USD: 1 USD = 1e9 nUSD. A bigint, so that no sum is ever rounded. */
export type NanoUsd = bigint;

/** Rates are whole pico-USD a token: 1 USD for a million tokens is 1,000,000, and 37.5 nano-USD exist. */
export type PicoUsd = bigint;

const nanoPerUsd = 1_000_000_000n;
const picoPerNano = 1000n;

/** Rounded up, so that no amount is taken for less than it is: once, of the sum. */
export function nanoFromPico(pico: PicoUsd): NanoUsd {
  return (pico + picoPerNano - 1n) / picoPerNano;
}

/** For people and JSON only; sums are made before, in nano-USD. */
export function usdFromNano(nano: NanoUsd): number {
  return Number(nano) / Number(nanoPerUsd);
}

/** Reads a decimal string such as `5` or `0.25`; undefined when it is none or finer than a nano-USD. */
export function nanoFromUsd(text: string): NanoUsd | undefined {
  const match = /^(\d{1,9})(?:\.(\d{1,9}))?$/.exec(text.trim());
  if (!match) return undefined;
  const [, whole = "0", fraction = ""] = match;
  return BigInt(whole) * nanoPerUsd + BigInt(fraction.padEnd(9, "0"));
}
