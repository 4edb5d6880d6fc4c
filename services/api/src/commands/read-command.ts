import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { RecordFilter } from "@fieldwork/contracts";
import type { Client, Reply } from "@fieldwork/contracts/client";
import { AppError, delay } from "@fieldwork/runtime";
import { quotaText } from "../backfills/sheet/sheet-text.ts";
import type { CommandLine } from "../command-line/command-line.ts";
import { many, shown } from "./command.ts";
import { filterOf, withFilter } from "./filter-options.ts";

type Read = Reply<"reads.show">;

const onConnection = ["--connection <name>", "for who has rights on one of several"] as const;

/** `backfill fields`: what `--where` can ask. */
export function addFields(backfill: CommandUnknownOpts, line: CommandLine): void {
  backfill
    .command("fields")
    .description("what a filter can ask of the records, as their CRM described it last")
    .argument("<enrichment>")
    .requiredOption("--connection <name>")
    .action((enrichment, { connection }) =>
      line.ask(async (client) => {
        const query = { enrichment, connection };
        const listed = await client.call("filters.fields", { query });
        return shown(listed, listed.fields.map(fieldText).join("\n") || "There are none.");
      }),
    );
}

const mostOptions = 8;

function fieldText(field: Reply<"filters.fields">["fields"][number]): string {
  const { name, source, type, options, isShown, describedAt } = field;
  const several = options?.slice(0, mostOptions).join(", ");
  const more =
    options && options.length > mostOptions ? `, and ${options.length - mostOptions} more` : "";
  return [
    `${name}  ${type ?? "of unknown type"}${source === "outputs" ? ", an output" : ""}`,
    ...(several ? [`: ${several}${more}`] : []),
    ...(isShown ? [] : [", which the CRM does not show to us"]),
    ...(describedAt === null ? [] : [` (as of ${describedAt})`]),
  ].join("");
}

/** `backfill read`: reading at the source before a backfill is about it. */
export function readCommand(line: CommandLine): CommandUnknownOpts {
  const read = new Command("read").description(
    "has what matches read from the CRM, as fast as it is planned, and wants nothing for it",
  );
  withFilter(
    read
      .command("order")
      .description("has it read; the object is that of the enrichment")
      .argument("<enrichment>")
      .requiredOption("--connection <name>"),
  ).action((enrichment, { connection, ...chosen }) =>
    line.ask(async (client) => {
      const body = { enrichment, connection, filter: filterOf(chosen) };
      const ordered = await client.call("reads.order", { body });
      const { id } = ordered;
      return shown(ordered, `${id} is ordered. npx fieldwork backfill read show ${id} follows it.`);
    }),
  );
  read
    .command("show")
    .description("how many match in the CRM, how many are known, and how many were read so far")
    .argument("<read>")
    .option(...onConnection)
    .action((id, query) =>
      line.ask(async (client) => {
        const view = await client.call("reads.show", { params: { id }, query });
        return shown(view, readText(view));
      }),
    );
  read
    .command("cancel")
    .description("reads no further page")
    .argument("<read>")
    .option(...onConnection)
    .action((id, body) =>
      line.ask(async (client) => {
        const { state } = await client.call("reads.cancel", { params: { id }, body });
        return shown({ id, state }, `${id} is ${state}.`);
      }),
    );
  return read;
}

/** `backfill count`: how many a filter matches, there and here. */
export function addCount(backfill: CommandUnknownOpts, line: CommandLine): void {
  withFilter(
    backfill
      .command("count")
      .description("how many records match: by the CRM's own count, and of those read so far")
      .argument("<enrichment>")
      .requiredOption("--connection <name>"),
  ).action((enrichment, { connection, ...chosen }) =>
    line.ask(async (client) => {
      const filter = filterOf(chosen);
      const view = await toEnd(client, { enrichment, connection, filter, countsOnly: true });
      const { count, known } = view;
      const told = [`${countText(view)}; ${known} that match are known`, ...callsText(view)];
      return shown({ count, known }, told.join("\n"));
    }),
  );
}

const lookEveryMs = 500;
/** A connector that runs looks every second. */
const longestIdleMs = 60_000;

interface ReadFirst {
  enrichment: string;
  connection: string;
  filter: RecordFilter | string;
}

/**
 * Has what matches read, and waits for the end.
 *
 * @throws AppError `request_invalid` if it cannot be read, or was cancelled meanwhile;
 * `backend_unavailable` if nobody begins to.
 */
export async function readToEnd(client: Client, read: ReadFirst): Promise<void> {
  await toEnd(client, { ...read, countsOnly: false });
}

async function toEnd(client: Client, body: ReadFirst & { countsOnly: boolean }): Promise<Read> {
  const { id } = await client.call("reads.order", { body });
  const orderedAt = performance.now();
  for (;;) {
    const query = { connection: body.connection };
    const view = await client.call("reads.show", { params: { id }, query });
    if (view.state === "done") return view;
    if (view.count === null && performance.now() - orderedAt > longestIdleMs) {
      throw new AppError(
        `nobody has asked ${body.connection} within a minute: is a connector running, and can it reach the CRM? ${id} waits for it`,
        { code: "backend_unavailable", retryable: true },
      );
    }
    if (view.state === "failed" || view.state === "cancelled") {
      throw new AppError(`it was not read: ${readText(view)}`, {
        code: "request_invalid",
        retryable: false,
      });
    }
    await delay(lookEveryMs);
  }
}

const bounds: Readonly<Record<NonNullable<Read["count"]>["is"], string>> = {
  ...{ exact: "", "at-least": "at least ", "at-most": "at most ", about: "about " },
};

function countText({ count }: Read): string {
  if (count === null) return "not counted there yet";
  const why = count.why === null ? "" : ` (${count.why})`;
  return `${bounds[count.is]}${many(count.count, "record")} there${why}`;
}

/** What reading takes, and what is left of the CRM's day for it. */
function callsText({ count, quota }: Read): string[] {
  const calls = count?.calls;
  if (count === null || calls == null) return [];
  const { atLeast, likely, atMost, byJob } = calls;
  const about = count.is === "at-least" || count.is === "about" ? "at least" : "about";
  const range = atLeast === atMost ? "" : ` (${atLeast} to ${atMost})`;
  const how = byJob ? ", by a job of its own" : "";
  return [
    `  ${about} ${many(likely, "call")} to the CRM${range}${how}; ${quotaText({ ...quota, likely })}`,
  ];
}

function jobText({ id, state, said }: NonNullable<Read["job"]>): string {
  const name = id === null ? "a job of the CRM" : `job ${id} of the CRM`;
  if (state === "failed") return `${name} came to nothing (${said}): the rest is read by calls`;
  if (state === "given-up")
    return said === null ? `${name} was aborted` : `${name} was left (${said})`;
  return state === "preparing" ? `${name} makes them ready` : `read by ${name}`;
}

function readText(view: Read): string {
  const { id, connection, object, state, known, records, pages, job, why } = view;
  const now = state === "settling" ? "read, being planned" : state;
  return [
    `${id}  ${now}  ${connection}/${object}: ${countText(view)}`,
    `  ${records} read on ${many(pages, "page")}; ${known} that match are known`,
    ...callsText(view),
    ...(job === null ? [] : [`  ${jobText(job)}`]),
    ...(why === null ? [] : [`  ${why}`]),
  ].join("\n");
}
