import type { Actor } from "@fieldwork/contracts";
import {
  type DefinitionChange,
  type Enrichment,
  findReleaseChanges,
  releaseEnrichments,
} from "@fieldwork/enrichments";
import { countWorkOf, type Database, type Db } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";

export interface ReleaseOrder {
  enrichments: readonly Enrichment[];
  /** Who releases, as it is shown afterwards. */
  by: string;
  actor: Actor;
  /** Only show what would change. */
  isDryRun: boolean;
  /** Creates the output fields that are missing, before anything is released. */
  prepareFields: () => Promise<void>;
}

export interface Release {
  changes: DefinitionChange[];
  isReleased: boolean;
  /** For people. */
  text: string;
}

/** Releases what is in the files, and says what that changes. */
export async function releaseFromFiles(database: Database, order: ReleaseOrder): Promise<Release> {
  const { enrichments, by, isDryRun, prepareFields } = order;
  const changes = await findReleaseChanges(database, enrichments);
  if (changes.length === 0) {
    const text = "Nothing to release: the files match what is released.";
    return { changes, isReleased: false, text };
  }
  const told = await changesText(database, changes);
  if (isDryRun) {
    const text = `${told}\nNothing was released: this was a dry run.`;
    return { changes, isReleased: false, text };
  }
  await prepareFields();
  const hashes = (all: readonly { name: string; hash: string }[]) =>
    Object.fromEntries(all.map(({ name, hash }) => [name, hash]));
  await releaseEnrichments(database, {
    ...{ enrichments, by },
    note: (tx, before) =>
      recordAudit(tx, {
        ...{ actor: order.actor, order: "definitions.release", subject: "definitions" },
        ...{ before: hashes(before), after: hashes(enrichments) },
      }),
  });
  const text = `${told}\nReleased. Running services follow within seconds.`;
  return { changes, isReleased: true, text };
}

async function changesText(db: Db, changes: readonly DefinitionChange[]): Promise<string> {
  const names = changes.map(({ name }) => name);
  const counts = new Map((await countWorkOf(db, names)).map((one) => [one.enrichment, one]));
  return changes
    .flatMap((change) => {
      const { records = 0, underWay = 0 } = counts.get(change.name) ?? {};
      const work = `  ${counted(records, "record")} known to it; ${underWay} under way, which finish under the definition they began under`;
      return records === 0 ? [changeText(change)] : [changeText(change), work];
    })
    .join("\n");
}

function changeText(change: DefinitionChange): string {
  switch (change.kind) {
    case "new":
      return `new      ${change.name}  ${change.hash}`;
    case "changed":
      return `changed  ${change.name}  ${change.from} → ${change.hash}  (${change.parts.join(", ")})`;
    case "gone":
      return `gone     ${change.name}  ${change.from}`;
    default:
      return change satisfies never;
  }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
