/** Money is whole nano-USD: 1 USD = 1e9 nUSD. A bigint, so that no sum is ever rounded. */
export type NanoUsd = bigint;

/** Rates are whole pico-USD per token, for there are rates of 37.5 nano-USD. 1 USD per million tokens is 1,000,000. */
export type PicoUsd = bigint;

const nanoPerUsd = 1_000_000_000n;
const picoPerNano = 1000n;

/** Rounds up, so that no amount is understated. Call it once, on the sum. */
export function nanoFromPico(pico: PicoUsd): NanoUsd {
  return (pico + picoPerNano - 1n) / picoPerNano;
}

/** For people and JSON only; compute sums before, in nano-USD. */
export function usdFromNano(nano: NanoUsd): number {
  return Number(nano) / Number(nanoPerUsd);
}

/** Reads a decimal string such as `5` or `0.25`; undefined if it is not one, or is finer than a nano-USD. */
export function nanoFromUsd(text: string): NanoUsd | undefined {
  const match = /^(\d{1,9})(?:\.(\d{1,9}))?$/.exec(text.trim());
  if (!match) return undefined;
  const [, whole = "0", fraction = ""] = match;
  return BigInt(whole) * nanoPerUsd + BigInt(fraction.padEnd(9, "0"));
}
