const nanoPerUsd = 1_000_000_000;

/** More cannot be told in whole nano-dollars. */
export const mostUsd = Math.floor(Number.MAX_SAFE_INTEGER / nanoPerUsd);

/** Of what was typed as dollars; undefined where nothing was, or nothing that can be spent. Pure. */
export function nanoUsdOf(dollars: number | string): number | undefined {
  const nano = Math.round(Number(dollars) * nanoPerUsd);
  return dollars !== "" && Number.isSafeInteger(nano) && nano > 0 ? nano : undefined;
}

/** Whether something was typed that is no limit: it must not pass for none. Pure. */
export function isNoLimit(dollars: number | string): boolean {
  return dollars !== "" && nanoUsdOf(dollars) === undefined;
}
