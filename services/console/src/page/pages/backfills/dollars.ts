const nanoPerUsd = 1_000_000_000;

/** Of what was typed as dollars; undefined where nothing was, or nothing that can be spent. Pure. */
export function nanoUsdOf(dollars: number | string): number | undefined {
  const nano = Math.round(Number(dollars) * nanoPerUsd);
  return dollars !== "" && Number.isSafeInteger(nano) && nano > 0 ? nano : undefined;
}
