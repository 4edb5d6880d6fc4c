import { appendFile, writeFile } from "node:fs/promises";
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Client, Reply } from "@fieldwork/contracts/client";
import type { CommandLine } from "../command-line/command-line.ts";
import { listed, many, shown, toCount } from "./command.ts";

type AuditRow = Reply<"audit.list">["rows"][number];

const defaultRows = 50;
const pageRows = 200;
const orderOption = ["--order <order>", "only these, such as holds.place"] as const;

export function auditCommand(line: CommandLine): CommandUnknownOpts {
  const audit = new Command("audit").description("who ordered what");
  audit
    .command("list")
    .description("who ordered what, the last first")
    .option(...orderOption)
    .option("--limit <n>", `how many; ${defaultRows} unless told`, toCount)
    .action(({ order, limit = defaultRows }) =>
      line.ask(async (client) => {
        const rows: AuditRow[] = [];
        for await (const page of auditPages(client, order)) {
          rows.push(...page);
          if (rows.length >= limit) break;
        }
        const orders = rows.slice(0, limit);
        return listed(
          { orders },
          { rows: orders.map(auditRow), none: "Nothing has been ordered yet." },
        );
      }),
    );
  audit
    .command("export")
    .description("all of it as JSON lines")
    .option(...orderOption)
    .option("--out <file>", "writes them there")
    .action(({ order, out }) =>
      line.ask(async (client) => {
        const rows: AuditRow[] = [];
        let count = 0;
        if (out !== undefined) await writeFile(out, "");
        for await (const page of auditPages(client, order)) {
          count += page.length;
          if (out === undefined) rows.push(...page);
          else await appendFile(out, page.map((row) => `${JSON.stringify(row)}\n`).join(""));
        }
        if (out !== undefined)
          return shown({ lines: count, file: out }, `Wrote ${many(count, "line")} to ${out}.`);
        return shown({ orders: rows }, rows.map((row) => JSON.stringify(row)).join("\n"));
      }),
    );
  return audit;
}

async function* auditPages(client: Client, order: string | undefined): AsyncIterable<AuditRow[]> {
  let cursor: string | undefined;
  do {
    const query = { order, cursor, limit: pageRows };
    const { rows, next } = await client.call("audit.list", { query });
    yield rows;
    cursor = next ?? undefined;
  } while (cursor !== undefined);
}

function auditRow({ at, actor, order, subject, from, before, after }: AuditRow): string[] {
  const told = Object.entries({ before, after }).filter(([, value]) => value !== null);
  const values = told.map(([side, value]) => `${side} ${shortened(JSON.stringify(value))}`);
  return [at, order, subject, `by ${actor.name}`, from ?? "-", values.join(", ")];
}

const mostChars = 300;

function shortened(text: string): string {
  return text.length > mostChars ? `${text.slice(0, mostChars)}…` : text;
}
