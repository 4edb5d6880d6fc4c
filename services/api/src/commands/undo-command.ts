import { Argument, Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { type ObjectName, objectName, recordKey } from "@fieldwork/contracts";
import type { CallArgs, Client, Reply } from "@fieldwork/contracts/client";
import { InvalidArgumentError } from "commander";
import type { CommandLine } from "../command-line/command-line.ts";
import { type Shown, UsageError } from "../command-line/shown.ts";
import { many, shown } from "./command.ts";

type WriteFilter = CallArgs<"undo.preview">["body"]["filter"];
type Progress = Reply<"undo.show">;

const yesOption = ["--yes <seen>", "does exactly what the preview of this name showed"] as const;

export function undoCommand(line: CommandLine): CommandUnknownOpts {
  const undo = new Command("undo").description(
    "gives fields back the value and the owner that they had, where they are still as we wrote them: a preview with its count, then the order",
  );
  const kinds = {
    run: "a run of a backfill or of an undo, which takes it back: to what stood before it",
    definition: "what a version of a definition has written: to what stood before it",
    field: "the last write to each such field",
  } as const;
  for (const [kind, about] of Object.entries(kinds) as [keyof typeof kinds, string][])
    undo
      .command(kind)
      .description(about)
      .addArgument(new Argument(kind === "definition" ? "<name@hash>" : `<${kind}>`))
      .option("--connection <name>")
      .option("--object <object>", "such as company", toObject)
      .option("--field <field>")
      .option(...yesOption)
      .action((target, { yes: seen, ...narrow }) => {
        const filter = filterOf({ kind, target }, narrow);
        return line.ask((client) => previewOrOrder(line, client, { filter, seen }));
      });
  undo
    .command("record")
    .description("the last write to each field of a record")
    .argument("<record>", "connection/object/id, or the id alone if no other record has it")
    .option("--field <field>")
    .option(...yesOption)
    .action((subject, { field, yes: seen }) =>
      line.ask(async (client) => {
        const { ref } = await client.call("records.find", { query: { name: subject } });
        const { id, ...place } = ref;
        const filter = { ...place, recordId: id, field };
        return previewOrOrder(line, client, { filter, seen });
      }),
    );
  addProgress(undo, line);
  return undo;
}

/** Beside the other orders about a backfill. */
export function addBackfillUndo(backfill: CommandUnknownOpts, line: CommandLine): void {
  backfill
    .command("undo")
    .description(
      "takes back what it has written, as undo run does: a preview with its count, then the order",
    )
    .argument("<backfill>")
    .option("--connection <name>")
    .option(...yesOption)
    .action((run, { yes: seen, connection }) =>
      line.ask((client) => previewOrOrder(line, client, { filter: { run, connection }, seen })),
    );
}

interface Narrow {
  connection?: string | undefined;
  object?: ObjectName | undefined;
  field?: string | undefined;
}

function toObject(given: string): ObjectName {
  const known = objectName.safeParse(given);
  if (known.success) return known.data;
  throw new InvalidArgumentError("It is no object: write one such as company.");
}

/** @throws UsageError */
function filterOf(
  { kind, target }: { kind: "run" | "definition" | "field"; target: string },
  narrow: Narrow,
): WriteFilter {
  if (kind === "run") return { ...narrow, run: target };
  if (kind === "field") {
    if (narrow.field !== undefined) throw new UsageError("name one field");
    return { ...narrow, field: target };
  }
  const [name = "", hash = "", ...others] = target.split("@");
  if (name === "" || hash === "" || others.length > 0)
    throw new UsageError("name the definition with its version, such as company-profile@1a2b3c");
  return { ...narrow, definition: { name, hash } };
}

async function previewOrOrder(
  line: CommandLine,
  client: Client,
  { filter, seen: named }: { filter: WriteFilter; seen: string | undefined },
): Promise<Shown> {
  let seen = named;
  if (seen === undefined) {
    const found = await client.call("undo.preview", { body: { filter } });
    const preview = shown(found, previewText(found));
    if (found.count === 0) return preview;
    await line.confirm({ preview, isConfirmed: false, addition: `--yes ${found.seen}` });
    seen = found.seen;
  }
  const placed = await client.call("undo.order", { body: { filter, seen } });
  const text = `${placed.run}: ordered ${many(placed.count, "field")}; npx fieldwork undo show ${placed.run} tells how far it is.`;
  return shown(placed, text);
}

function addProgress(undo: CommandUnknownOpts, line: CommandLine): void {
  const onConnection = ["--connection <name>", "for who has rights on one of several"] as const;
  undo
    .command("show")
    .description("tells how far an undo has come")
    .argument("<undo>")
    .option(...onConnection)
    .action((id, query) =>
      line.ask(async (client) =>
        progressShown(await client.call("undo.show", { params: { id }, query })),
      ),
    );
  undo
    .command("cancel")
    .description("ends an undo: what it has not written stays as it is")
    .argument("<undo>")
    .option("--yes", "without a question")
    .option(...onConnection)
    .action((id, { yes, connection }) =>
      line.ask(async (client) => {
        const params = { id };
        const { orders } = await client.call("undo.show", { params, query: { connection } });
        const waiting = orders.filter(({ state }) => state === "waiting");
        const count = waiting.reduce((sum, one) => sum + one.count, 0);
        const preview = shown({ count }, `This would leave ${many(count, "field")} as they are.`);
        await line.confirm({ preview, isConfirmed: yes === true, addition: "--yes" });
        return progressShown(await client.call("undo.cancel", { params, body: { connection } }));
      }),
    );
}

function progressShown({ orders }: Progress): Shown {
  const texts = orders.map(
    ({ state, reason, count }) =>
      `${many(count, "field")} ${state}${reason === null ? "" : `: ${reason}`}`,
  );
  return shown({ orders }, texts.join("\n"));
}

/** Pure. */
export function previewText({ count, records, ...preview }: Reply<"undo.preview">): string {
  const { left, samples, leftSamples } = preview;
  const restored = samples.map(
    ({ ref, field, from, to }) =>
      `  ${recordKey(ref)} ${field}: ${quoted(from)} goes back to ${quoted(to)}`,
  );
  const kept = leftSamples.map(
    ({ ref, field, why }) => `  ${recordKey(ref)} ${field}: ${leftTexts[why]}`,
  );
  const total = Object.values(left).reduce((sum, some) => sum + some, 0);
  const leaves = `Leaves ${many(total, "field")} as they are (${Object.entries(left)
    .map(([why, some]) => `${why} ${some}`)
    .join(", ")})`;
  return [
    count === 0
      ? "There is nothing to undo."
      : `Would restore ${many(count, "field")} of ${many(records, "record")}, such as:`,
    ...restored,
    ...(total === 0 ? [] : [`${leaves}, such as:`, ...kept]),
  ].join("\n");
}

const leftTexts: Readonly<Record<Reply<"undo.preview">["leftSamples"][number]["why"], string>> = {
  "edited-since": "a person has edited it since",
  "written-since": "another run, or a live change, has written it since: undo that run first",
  undone: "it is taken back already, or what stands there now is not of this",
  pinned: "it is pinned",
  "on-its-way": "an order for it is on its way",
};

function quoted(value: string | null): string {
  return value === null ? "blank" : JSON.stringify(value);
}
