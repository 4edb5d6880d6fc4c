import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { parseRecordKey, type RecordRef, reasonCode } from "@fieldwork/contracts";
import type { CommandLine } from "../command-line/command-line.ts";
import { UsageError } from "../command-line/shown.ts";
import { listed, shown, toCount } from "./command.ts";
import { addDecisions, demandName, findReview, nameOf } from "./review-decisions.ts";
import { type NamedReview, reviewRow, reviewText } from "./review-text.ts";

export function reviewCommand(line: CommandLine): CommandUnknownOpts {
  const review = new Command("review").description("answers that wait for a person");
  withFilter(review.command("list"))
    .description("the answers that wait, each with a name that says what was seen of it")
    .option("--limit <n>", "how many", toCount)
    .action(({ limit, ...filter }) =>
      line.ask(async (client) => {
        const page = await client.call("reviews.list", { query: { ...filter, limit } });
        return namedShown(page.rows, { next: page.next });
      }),
    );
  review
    .command("show")
    .description("one with its whole answer: confidence, evidence, model")
    .argument("<name>", "as review list gives it", demandName)
    .action((name) =>
      line.ask(async (client) => {
        const found = await findReview(client, name);
        const named = { ...found, name: nameOf(found) };
        return shown(named, reviewText(named));
      }),
    );
  withFilter(review.command("take"))
    .description("takes the next ones for ten minutes, so that nobody else decides about them")
    .option("--limit <n>", "how many", toCount)
    .action(({ limit, ...filter }) =>
      line.ask(async (client) => {
        const { taken } = await client.call("reviews.take", { body: { filter, limit } });
        return namedShown(taken, {});
      }),
    );
  review
    .command("give-back")
    .description("gives back everything that one has taken")
    .action(() =>
      line.ask(async (client) => {
        const given = await client.call("reviews.give-back", {});
        return shown(given, `Gave back ${given.givenBack}.`);
      }),
    );
  addDecisions(review, line);
  addFields(review, line);
  return review;
}

function namedShown(reviews: readonly Omit<NamedReview, "name">[], beside: object) {
  const named = reviews.map((one) => ({ ...one, name: nameOf(one) }));
  const rows = named.map(reviewRow);
  return listed({ reviews: named, ...beside }, { rows, none: "No answer waits for a person." });
}

/** What narrows a list of reviews. */
function withFilter(command: Command) {
  return command
    .option("--connection <name>")
    .option("--object <object>")
    .option("--field <field>")
    .addOption(new Option("--reason <code>", "why they wait").choices(reasonCode.options));
}

function addFields(review: CommandUnknownOpts, line: CommandLine): void {
  const ordered = (record: string) =>
    `Ordered; npx fieldwork explain ${record} tells what became of it.`;
  review
    .command("pin-field")
    .description("pins a field where no answer waits: nothing is written there any more")
    .argument("<record>", "connection/object/id", demandRef)
    .argument("<field>")
    .action((ref, field) =>
      line.ask(async (client) => {
        const body = { ref, field, order: { kind: "pin" } } as const;
        const order = await client.call("fields.order", { body });
        return shown(order, ordered(keyOf(ref)));
      }),
    );
  review
    .command("unpin-field")
    .description("unpins a field; says what stands there")
    .argument("<record>", "connection/object/id", demandRef)
    .argument("<field>")
    .option("--seen <text>", "what stands there; blank unless told")
    .action((ref, field, { seen: seenValue = null }) =>
      line.ask(async (client) => {
        const body = { ref, field, order: { kind: "unpin", seenValue } } as const;
        const order = await client.call("fields.order", { body });
        return shown(order, ordered(keyOf(ref)));
      }),
    );
}

function keyOf({ connection, object, id }: RecordRef): string {
  return `${connection}/${object}/${id}`;
}

function demandRef(key: string): RecordRef {
  const ref = parseRecordKey(key);
  if (ref === undefined) throw new UsageError(`${key} is no record: write connection/object/id`);
  return ref;
}
