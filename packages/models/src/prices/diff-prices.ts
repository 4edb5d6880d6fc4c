import type { PriceTable } from "./price-table.ts";

/** What changes from one table to the next, a line each; none when nothing does. */
export function diffPrices(before: PriceTable, after: PriceTable): string[] {
  const old = factsOf(before);
  const fresh = factsOf(after);
  return [
    ...[...old].filter(([key]) => !fresh.has(key)).map(([key, was]) => `- ${key}: ${was}`),
    ...[...fresh].flatMap(([key, is]) => {
      const was = old.get(key);
      if (was === undefined) return [`+ ${key}: ${is}`];
      return was === is ? [] : [`~ ${key}: ${was} -> ${is}`];
    }),
  ];
}

/** Each number and name of a table by the way to it, such as `gpt-6-luna from the start tiers.flex.output`. */
function factsOf({ models }: PriceTable): Map<string, string> {
  return new Map(
    models.flatMap(({ model, rates, ...rest }) => [
      ...leavesOf(rest).map(([path, leaf]): [string, string] => [`${model} ${path}`, leaf]),
      ...rates.flatMap(({ effectiveFrom, ...dated }) =>
        leavesOf(dated).map(([path, leaf]): [string, string] => [
          `${model} from ${effectiveFrom ?? "the start"} ${path}`,
          leaf,
        ]),
      ),
    ]),
  );
}

function leavesOf(value: unknown, path: readonly string[] = []): [string, string][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return [[path.join("."), String(value)]];
  }
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}
