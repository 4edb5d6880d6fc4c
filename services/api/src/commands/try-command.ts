import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { parseRecordKey, type RecordRef } from "@fieldwork/contracts";
import { type Client, ProblemError } from "@fieldwork/contracts/client";
import type { CommandLine } from "../command-line/command-line.ts";
import { shown } from "./command.ts";
import { type Preview, partialText, previewText, promptText } from "./try-text.ts";

export function tryCommand(line: CommandLine): CommandUnknownOpts {
  return new Command("try")
    .description(
      "asks a model about one record and writes nothing: the answer as it grows, its evidence, its cost, and what a write would do. Ctrl-C ends the call",
    )
    .argument("<enrichment>")
    .argument("<record>", "connection/object/id, or the id alone if no other record has it")
    .option("--model <model>", "one of the enrichment's route, as provider/model")
    .option("--prompt", "the prompt too, as it leaves")
    .action((enrichment, record, { model, prompt }) =>
      line.ask(async (client) => {
        const preview = await ask(client, line, { enrichment, record, model });
        const told = previewText(preview);
        const before = prompt && preview.prompt ? `${promptText(preview.prompt)}\n\n` : "";
        return shown(preview, before + told);
      }),
    );
}

async function findRef(client: Client, name: string): Promise<RecordRef> {
  const { ref } = await client.call("records.find", { query: { name } });
  return ref;
}

interface Asked {
  enrichment: string;
  record: string;
  model: string | undefined;
}

async function ask(
  client: Client,
  line: CommandLine,
  { enrichment, record, model }: Asked,
): Promise<Preview> {
  const ref = parseRecordKey(record) ?? (await findRef(client, record));
  const body = { enrichment, connection: ref.connection, record: ref.id, model };
  const preview: Preview = { prompt: null, fields: null, usage: null };
  let problem: ProblemError | undefined;
  for await (const { event, data } of client.stream("preview.ask", { body })) {
    switch (event) {
      case "prompt":
        preview.prompt = data;
        line.live("…");
        break;
      case "partial":
        line.live(partialText(data));
        break;
      case "final":
        preview.fields = data.fields;
        break;
      case "usage":
        preview.usage = data;
        break;
      case "problem":
        problem = new ProblemError(data);
        break;
      default:
        event satisfies never;
    }
  }
  if (problem) throw problem;
  if (preview.fields) return preview;
  throw new Error("the API ended the stream before the answer: ask again");
}
