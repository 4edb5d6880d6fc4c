import { writeFile } from "node:fs/promises";
import { type Acceptance, showAcceptance } from "../cases/acceptance.ts";
import { exportCases } from "../cases/export-cases.ts";
import {
  type Command,
  commandActor,
  common,
  countOf,
  jsonText,
  many,
  orderDeps,
  parsed,
  text,
} from "./command.ts";

export const casesUsage = `  cases export <enrichment> [--out FILE]
                     writes what people corrected as JSON lines, as cases.jsonl beside a definition has them
  cases acceptance [--enrichment E] [--days N]
                     shows how often people take the answers, by field, model and definition; of 30 days`;

const dayMs = 86_400_000;
const defaultDays = 30;

/** Undefined if it is written wrongly. */
export function parseCases([order, ...args]: readonly string[]): Command | undefined {
  if (order === "export") return parseExport(args);
  return order === "acceptance" ? parseAcceptance(args) : undefined;
}

function parseExport(args: readonly string[]): Command | undefined {
  const given = parsed(args, { out: text });
  const [enrichment, ...rest] = given?.positionals ?? [];
  if (!given || enrichment === undefined || rest.length > 0) return undefined;
  const { out } = given.values;
  return async (store) => {
    const request = { enrichment, connections: "all" } as const;
    const { text: lines, cases } = await exportCases(orderDeps(store), commandActor(), request);
    if (out === undefined) return lines.trimEnd();
    await writeFile(out, lines);
    return `Wrote ${many(cases, "case")} to ${out}.`;
  };
}

function parseAcceptance(args: readonly string[]): Command | undefined {
  const given = parsed(args, { ...common, enrichment: text, days: text });
  if (!given || given.positionals.length > 0) return undefined;
  const { json, enrichment, days: asked } = given.values;
  const days = countOf(asked);
  if (days === null) return undefined;
  return async ({ reader }) => {
    const since = new Date(Date.now() - (days ?? defaultDays) * dayMs);
    const rows = await showAcceptance(reader, { since, enrichment, connections: "all" });
    return json ? jsonText(rows) : acceptanceText(rows);
  };
}

function acceptanceText(rows: readonly Acceptance[]): string {
  if (rows.length === 0) return "Nobody has decided about an answer in that time.";
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  return rows
    .map(({ enrichment, field, provider, model, definitionHash, acceptance, ...counts }) => {
      const { decided, approved, corrected, rejected, kept, overridden } = counts;
      const taken =
        acceptance === null
          ? "none reviewed"
          : `${percent(acceptance.share)} of ${decided} approved (95 %: ${percent(acceptance.low)} to ${percent(acceptance.high)})`;
      return [
        `${enrichment} ${field}  ${provider ?? "?"}/${model ?? "?"}  ${definitionHash ?? "?"}: ${taken}`,
        `  ${approved} approved, ${corrected} corrected, ${rejected} rejected, ${kept} kept; ${overridden} replaced in the CRM later`,
      ].join("\n");
    })
    .join("\n");
}
