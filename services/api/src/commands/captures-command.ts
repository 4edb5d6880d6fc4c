import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Reply } from "@fieldwork/contracts/client";
import type { CommandLine } from "../command-line/command-line.ts";
import { listed, shown, toCount } from "./command.ts";

type Capture = Reply<"captures.show">;

export function capturesCommand(line: CommandLine): CommandUnknownOpts {
  const captures = new Command("captures").description(
    "requests to models and their replies, of enrichments that have them kept (privacy.capture)",
  );
  captures
    .command("list")
    .description("what was captured, the last first")
    .option("--record <record>", "of this one alone, as connection/object/id")
    .option("--enrichment <name>")
    .option("--connection <name>")
    .option("--limit <n>", "how many, 50 unless told", toCount)
    .action((query) =>
      line.ask(async (client) => {
        const { rows } = await client.call("captures.list", { query });
        const none =
          "Nothing was captured. A definition has calls captured by privacy.capture: failed, or all.";
        return listed({ captures: rows }, { rows: rows.map(captureRow), none });
      }),
    );
  captures
    .command("show")
    .description("one request and its reply; that you looked is kept in the audit")
    .argument("<capture>")
    .action((id) =>
      line.ask(async (client) => {
        const capture = await client.call("captures.show", { params: { id } });
        return shown(capture, captureText(capture));
      }),
    );
  return captures;
}

function captureRow({
  ref,
  ...capture
}: Pick<
  Capture,
  | "id"
  | "capturedAt"
  | "ref"
  | "enrichment"
  | "attempt"
  | "provider"
  | "model"
  | "outcome"
  | "status"
>): string[] {
  const { id, capturedAt, enrichment, attempt, provider, model, outcome, status } = capture;
  return [
    ...[id, capturedAt, `${ref.connection}/${ref.object}/${ref.id}`, enrichment],
    ...[`attempt ${attempt}`, `${provider}/${model}`, outcome, statusText(status)],
  ];
}

function statusText(status: number | null): string {
  return status === null ? "no reply" : `HTTP ${status}`;
}

function captureText(capture: Capture): string {
  const { callId, purpose, definitionHash, request, reply } = capture;
  return [
    captureRow(capture).join("  "),
    `call ${callId}, for ${purpose}, under ${capture.enrichment}@${definitionHash}`,
    ...["", "Request", pretty(request), "", "Reply", reply === "" ? "(none)" : pretty(reply)],
  ].join("\n");
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    return body;
  }
}
