import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Reply } from "@fieldwork/contracts/client";
import type { CommandLine } from "../command-line/command-line.ts";
import { changesText } from "../definitions/diff-contents.ts";
import { releaseDefinitions } from "../definitions/release-definitions.ts";
import { computerUser } from "../who/computer-user.ts";
import { listed, shown } from "./command.ts";

type Definition = Reply<"definitions.list">["definitions"][number];

export function definitionsCommand(line: CommandLine): CommandUnknownOpts {
  const definitions = new Command("definitions").description("the definitions of enrichments");
  definitions
    .command("list", { isDefault: true })
    .description("the released definitions")
    .action(() =>
      line.ask(async (client) => {
        const found = await client.call("definitions.list", {});
        const none = "No definition is released yet: npx fieldwork definitions release";
        return listed(found, { rows: found.definitions.map(definitionRow), none });
      }),
    );
  definitions
    .command("show")
    .description("one version of a definition, and all that there are")
    .argument("<name>")
    .option("--hash <hash>", "this version; the current one unless told")
    .action((name, query) =>
      line.ask(async (client) => {
        const version = await client.call("definitions.show", { params: { name }, query });
        return shown(version, versionText(version));
      }),
    );
  addDiff(definitions, line);
  definitions
    .command("release")
    .description(
      "checks the definitions in the files and releases them all; running services follow, and work that has begun finishes as it began",
    )
    .option("--dry-run", "shows what that would change")
    .option("--by <name>", "in whose name", computerUser())
    .action(({ dryRun, by }) => releaseFiles(line, { isDryRun: dryRun === true, by }));
  return definitions;
}

function addDiff(definitions: CommandUnknownOpts, line: CommandLine): void {
  definitions
    .command("diff")
    .description(
      "what differs between the files and what is released; of one definition, between two of its versions",
    )
    .argument("[name]")
    .option("--from <hash>", "the one before, unless told")
    .option("--to <hash>", "the current one, unless told")
    .action((name, query) => {
      if (name === undefined) return releaseFiles(line, { isDryRun: true, by: "" });
      return line.ask(async (client) => {
        const diff = await client.call("definitions.diff", { params: { name }, query });
        return shown(diff, `${name}  ${diff.from} → ${diff.to}\n${changesText(diff.changes)}`);
      });
    });
}

function releaseFiles(line: CommandLine, order: { isDryRun: boolean; by: string }): Promise<void> {
  return line.local(async ({ database }) => {
    const released = await releaseDefinitions(database, {
      ...{ ...order, variables: line.environment },
    });
    const { text, ...told } = released;
    return shown(told, text);
  });
}

function definitionRow({ name, hash, releasedAt, releasedBy }: Definition): string[] {
  return [name, hash, `released ${releasedAt} by ${releasedBy}`];
}

function versionText({ versions, content, ...shownVersion }: Reply<"definitions.show">): string {
  return [
    ...versions.map(
      ({ hash, isCurrent, releasedAt, releasedBy }) =>
        `${hash}  released ${releasedAt} by ${releasedBy}${isCurrent ? "  current" : ""}`,
    ),
    `${shownVersion.name} ${shownVersion.hash}:`,
    JSON.stringify(content, null, 2),
  ].join("\n");
}
