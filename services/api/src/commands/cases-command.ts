import { writeFile } from "node:fs/promises";
import type { Reply } from "@fieldwork/contracts/client";
import { common, countOf, jsonText, many, parsed, text } from "./command.ts";
import type { ClientCommand } from "./status-command.ts";

export const casesUsage = `  cases export <enrichment> [--connection C] [--out FILE]
                     writes what people corrected as JSON lines, as cases.jsonl beside a definition has them
  cases acceptance [--enrichment E] [--connection C] [--days N]
                     shows how often people take the answers, by field, model and definition; of 30 days`;

/** Undefined if it is written wrongly. */
export function parseCases([order, ...args]: readonly string[]): ClientCommand | undefined {
  if (order === "export") return parseExport(args);
  return order === "acceptance" ? parseAcceptance(args) : undefined;
}

function parseExport(args: readonly string[]): ClientCommand | undefined {
  const given = parsed(args, { connection: text, out: text });
  const [enrichment, ...rest] = given?.positionals ?? [];
  if (!given || enrichment === undefined || rest.length > 0) return undefined;
  const { connection, out } = given.values;
  return async (client) => {
    const body = { enrichment, connection };
    const { text: lines, cases } = await client.call("cases.export", { body });
    if (out === undefined) return lines.trimEnd();
    await writeFile(out, lines);
    return `Wrote ${many(cases, "case")} to ${out}.`;
  };
}

function parseAcceptance(args: readonly string[]): ClientCommand | undefined {
  const given = parsed(args, { ...common, connection: text, enrichment: text, days: text });
  if (!given || given.positionals.length > 0) return undefined;
  const { json, connection, enrichment, days: asked } = given.values;
  const days = countOf(asked);
  if (days === null) return undefined;
  return async (client) => {
    const query = { connection, enrichment, days };
    const { rows } = await client.call("acceptance.show", { query });
    return json ? jsonText(rows) : acceptanceText(rows);
  };
}

function acceptanceText(rows: Reply<"acceptance.show">["rows"]): string {
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
