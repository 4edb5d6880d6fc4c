import { appendFile, writeFile } from "node:fs/promises";
import { type AuditRow, audit, type Reader, readPage } from "@fieldwork/store/reading";
import { type Command, common, countOf, jsonText, many, parsed, text } from "./command.ts";

export const auditUsage = `  audit list [--order O] [--limit N] [--json]
                     shows who ordered what, the last first
  audit export [--order O] [--out FILE]
                     writes all of it as JSON lines`;

const defaultRows = 50;
const pageRows = 200;

/** Undefined if it is written wrongly. */
export function parseAudit([order, ...args]: readonly string[]): Command | undefined {
  if (order === "export") return parseExport(args);
  return order === "list" ? parseList(args) : undefined;
}

function parseList(args: readonly string[]): Command | undefined {
  const given = parsed(args, { ...common, order: text, limit: text });
  const limit = countOf(given?.values.limit);
  if (!given || given.positionals.length > 0 || limit === null) return undefined;
  const { json, order } = given.values;
  return async ({ reader }) => {
    const rows: AuditRow[] = [];
    for await (const page of auditPages(reader, order)) {
      rows.push(...page);
      if (rows.length >= (limit ?? defaultRows)) break;
    }
    const shown = rows.slice(0, limit ?? defaultRows);
    return json ? jsonText(shown) : listText(shown);
  };
}

function parseExport(args: readonly string[]): Command | undefined {
  const given = parsed(args, { order: text, out: text });
  if (!given || given.positionals.length > 0) return undefined;
  const { order, out } = given.values;
  return async ({ reader }) => {
    const texts: string[] = [];
    let count = 0;
    if (out !== undefined) await writeFile(out, "");
    for await (const rows of auditPages(reader, order)) {
      const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
      count += rows.length;
      if (out === undefined) texts.push(lines);
      else await appendFile(out, lines);
    }
    return out === undefined ? texts.join("").trimEnd() : `Wrote ${many(count, "line")} to ${out}.`;
  };
}

async function* auditPages(reader: Reader, order: string | undefined): AsyncIterable<AuditRow[]> {
  let cursor: string | undefined;
  do {
    const filters = order === undefined ? {} : { order };
    const { rows, next } = await readPage(reader, audit, { filters, cursor, limit: pageRows });
    yield rows;
    cursor = next ?? undefined;
  } while (cursor !== undefined);
}

function listText(rows: readonly AuditRow[]): string {
  if (rows.length === 0) return "Nothing has been ordered yet.";
  return rows
    .map(({ at, actor, order, subject, from, before, after }) => {
      const told = { before, after };
      const values = Object.entries(told).filter(([, value]) => value !== null);
      return [
        `${at.toISOString()}  ${order}  ${subject}  by ${actor.name}${from === null ? "" : ` from ${from}`}`,
        ...values.map(([side, value]) => `  ${side} ${shortened(JSON.stringify(value))}`),
      ].join("\n");
    })
    .join("\n");
}

const mostChars = 300;

function shortened(text: string): string {
  return text.length > mostChars ? `${text.slice(0, mostChars)}…` : text;
}
