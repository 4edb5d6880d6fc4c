import { type NanoUsd, nanoFromUsd, type PicoUsd } from "@fieldwork/contracts";
import { z } from "zod";

const picoPerNano = 1000n;
const tokensPerMtok = 1_000_000n;

/** Of US dollars for a million tokens. Rounded up: a price is never taken for less than it is. */
export function picoUsdPerToken(nanoUsdPerMtok: NanoUsd): PicoUsd {
  return (nanoUsdPerMtok * picoPerNano + tokensPerMtok - 1n) / tokensPerMtok;
}

/** US dollars for a million tokens as people write them, a number or a text, in pico-USD a token. */
export const usdPerMtok = z.union([z.number(), z.string()]).transform((given, context) => {
  const nano = nanoFromUsd(String(given));
  if (nano !== undefined) return picoUsdPerToken(nano);
  context.addIssue({ code: "custom", message: "is not an amount in US dollars" });
  return z.NEVER;
});
