import type { DatedRates, PriceTable } from "./price-table.ts";

/** What changes from one table to the next, a line each; none when nothing does. */
export function diffPrices(before: PriceTable, after: PriceTable): string[] {
  const old = linesOf(before);
  const fresh = linesOf(after);
  return [
    ...[...old].filter(([key]) => !fresh.has(key)).map(([key, line]) => `- ${key}: ${line}`),
    ...[...fresh].flatMap(([key, line]) => {
      const was = old.get(key);
      if (was === undefined) return [`+ ${key}: ${line}`];
      return was === line ? [] : [`~ ${key}: ${was} -> ${line}`];
    }),
  ];
}

function linesOf({ models }: PriceTable): Map<string, string> {
  return new Map(
    models.flatMap(({ model, aliases, datedSnapshots, rates }) => [
      [`${model} names`, [...aliases, ...(datedSnapshots ? ["dated snapshots"] : [])].join(", ")],
      ...rates.map((one): [string, string] => [
        `${model} from ${one.effectiveFrom ?? "the start"}`,
        rateLine(one),
      ]),
    ]),
  );
}

function rateLine({ input, cachedInput, cacheWrite, output, longContext }: DatedRates): string {
  const base = `${input} in, ${cachedInput} cached, ${cacheWrite} cache write, ${output} out`;
  if (!longContext) return base;
  const { aboveInputTokens, ...long } = longContext;
  return `${base}; above ${aboveInputTokens}: ${Object.values(long).join("/")}`;
}
