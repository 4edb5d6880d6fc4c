import { Argument, Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { recordKey } from "@fieldwork/contracts";
import type { Reply } from "@fieldwork/contracts/client";
import type { CommandLine } from "../command-line/command-line.ts";
import { listed, many, shown, toCount } from "./command.ts";

type Link = Reply<"company-links.show">["links"][number];

const states = ["linked", "doubtful", "confirmed", "refused", "apart"] as const;
const orders = {
  confirm: "says that two records are one company, whatever the rules say",
  refuse: "says that two records are two companies, whatever the rules say",
  "leave-to-rules": "takes back what a person has said of two records",
} as const;

/** `links`: which records of two CRMs are one company, and why. */
export function linksCommand(line: CommandLine): CommandUnknownOpts {
  const links = new Command("links").description(
    "shows which records of two CRMs are one company, and why; confirms and refuses it",
  );
  links
    .command("list")
    .description("the last decided first")
    .addOption(new Option("--state <state>", "only these").choices(states))
    .addOption(new Option("--limit <count>", "at most so many").argParser(toCount).default(50))
    .action(({ state, limit }) =>
      line.ask(async (client) => {
        const query = { limit: Math.min(limit, 200), ...(state !== undefined && { state }) };
        const page = await client.call("company-links.list", { query });
        return listed(page, { rows: page.rows.map(rowOf), none: "There are none." });
      }),
    );
  links
    .command("figures")
    .description("how many there are, and what one answer for both records has saved")
    .addOption(new Option("--days <days>", "of so many days").argParser(toCount).default(30))
    .action(({ days }) =>
      line.ask(async (client) => {
        const figures = await client.call("company-links.figures", { query: { days } });
        return shown(figures, figuresText(figures, days));
      }),
    );
  links
    .command("show")
    .description("the links of one record, each with the reason and how the two compare")
    .argument("<record>")
    .action((record) =>
      line.ask(async (client) => {
        const found = await client.call("company-links.show", { query: { record } });
        return shown(found, found.links.map(linkLines).join("\n\n") || "It has none.");
      }),
    );
  for (const order of Object.keys(orders) as (keyof typeof orders)[]) {
    links
      .command(order)
      .description(orders[order])
      .addArgument(new Argument("<record>", "connection/object/id"))
      .addArgument(new Argument("<other>", "a record of another connection"))
      .action((record, other) =>
        line.ask(async (client) => {
          const body = { record, other, order };
          const ordered = await client.call("company-links.order", { body });
          return shown(ordered, orderedText(ordered));
        }),
      );
  }
  return links;
}

function figuresText(
  { links, shared, notHeld }: Reply<"company-links.figures">,
  days: number,
): string {
  const counts = links.map(
    ({ state, count, isCapped }) => `${isCapped ? "more than " : ""}${count} ${state}`,
  );
  return [
    `Links: ${counts.join(", ")}.`,
    `In ${many(days, "day")}, one answer for both records saved ${many(shared, "call")}; ${many(notHeld, "answer")} could not be used for the other, because the evidence did not stand in it.`,
  ].join("\n");
}

function rowOf({ ref, other, title, state, reason }: Link): string[] {
  return [recordKey(ref), recordKey(other), state, reason, title ?? ""];
}

function linkLines({ ref, title, other, otherTitle, text, evidence }: Link): string {
  const compared = Object.entries(evidence).map(([point, how]) => `${point} ${how}`);
  return [
    `${recordKey(ref)}  ${title ?? ""}`.trimEnd(),
    `${recordKey(other)}  ${otherTitle ?? ""}`.trimEnd(),
    text,
    ...(compared.length > 0 ? [`Compared: ${compared.join(", ")}.`] : []),
  ].join("\n");
}

const stateTexts: Readonly<Record<Link["state"], string>> = {
  linked: "They are one company by the rules.",
  doubtful: "They may be one company; until a person confirms it, they are two.",
  apart: "They are two companies by the rules.",
  confirmed: "They are one company.",
  refused: "They are two companies.",
};

function orderedText({ state, askedAgain }: Reply<"company-links.order">): string {
  const now = state === null ? "They are not linked." : stateTexts[state];
  if (askedAgain === 0) return now;
  return `${now} ${many(askedAgain, "question")} that had the other's answer ${askedAgain === 1 ? "is" : "are"} asked again.`;
}
