import { writeFile } from "node:fs/promises";
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Reply } from "@fieldwork/contracts/client";
import type { CommandLine } from "../command-line/command-line.ts";
import type { Shown } from "../command-line/shown.ts";
import { many, shown, toCount } from "./command.ts";

export function casesCommand(line: CommandLine): CommandUnknownOpts {
  const cases = new Command("cases").description("what people corrected, and how often");
  cases
    .command("export")
    .description(
      "what people corrected, as JSON lines, as cases.jsonl beside a definition has them",
    )
    .argument("<enrichment>")
    .option("--connection <name>", "only of this connection")
    .option("--out <file>", "writes them there")
    .action((enrichment, { connection, out }) =>
      line.ask(async (client) => {
        const body = { enrichment, connection };
        const exported = await client.call("cases.export", { body });
        // Where it is written into a file, a word would be no case.
        const text: Shown["text"] = ({ columns }) =>
          exported.cases === 0 && columns !== undefined
            ? "There is no case yet: one is made of each correction, soon after it."
            : exported.text.trimEnd();
        if (out === undefined) return shown(exported, text);
        await writeFile(out, exported.text);
        const told = { cases: exported.cases, file: out };
        return shown(told, `Wrote ${many(exported.cases, "case")} to ${out}.`);
      }),
    );
  cases
    .command("acceptance")
    .description("how often people take the answers, by field, model and definition")
    .option("--enrichment <name>", "only of this enrichment")
    .option("--connection <name>", "only of this connection")
    .option("--days <n>", "of so many days; 30 unless told", toCount)
    .action((query) =>
      line.ask(async (client) => {
        const acceptance = await client.call("acceptance.show", { query });
        return shown(acceptance, acceptanceText(acceptance.rows));
      }),
    );
  return cases;
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
