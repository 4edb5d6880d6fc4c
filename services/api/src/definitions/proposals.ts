import { contentOf, type Enrichment } from "@fieldwork/enrichments";
import { AppError } from "@fieldwork/runtime";
import { type Db, findDefinitions, listReleased } from "@fieldwork/store";
import { listWrittenOutputs, type WrittenOutput } from "@fieldwork/store/reading";
import { type ContentChange, diffContents } from "./diff-contents.ts";

/** The definitions that the files of the configuration propose. */
export interface DefinitionFiles {
  /** @throws AppError `definition_invalid`, naming every problem of the files. */
  read(): Promise<readonly Enrichment[]>;
  /** Creates output fields that are missing in the CRMs; undefined where no secret of a CRM is held. */
  createFields?: ((proposed: Enrichment) => Promise<void>) | undefined;
}

/** A definition of which the files say something else than what is released. */
export interface Proposal {
  name: string;
  /** `gone`: it is released, and the files have it no more. */
  kind: "new" | "changed" | "gone";
  /** What is released now; null for a new one. */
  from: string | null;
  /** What the files propose; null for what is gone. */
  hash: string | null;
  changes: ContentChange[];
  /** Why it cannot be released from here, in a sentence; null: it can. */
  blocked: string | null;
}

export interface Proposals {
  /** Whether there are files to look at from here. */
  areRead: boolean;
  /** What is wrong with the files; null for nothing. */
  problem: string | null;
  proposals: Proposal[];
}

/** What the files propose now, with the difference of each to what is released. */
export async function listProposals(
  db: Pick<Db, "query">,
  files: DefinitionFiles | undefined,
): Promise<Proposals> {
  if (files === undefined) return { areRead: false, problem: null, proposals: [] };
  try {
    const proposed = await files.read();
    return { areRead: true, problem: null, proposals: await compare(db, { files, proposed }) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { areRead: true, problem: error.message, proposals: [] };
  }
}

async function compare(
  db: Pick<Db, "query">,
  { files, proposed }: { files: DefinitionFiles; proposed: readonly Enrichment[] },
): Promise<Proposal[]> {
  const released = await listReleased(db);
  const contents = await findDefinitions(db, released);
  const written = await listWrittenOutputs(db);
  const contentBefore = new Map(contents.map(({ name, content }) => [name, content]));
  const hashBefore = new Map(released.map(({ name, hash }) => [name, hash]));
  const changed = proposed
    .filter(({ name, hash }) => hashBefore.get(name) !== hash)
    .map((one): Proposal => {
      const from = hashBefore.get(one.name) ?? null;
      const changes = diffContents(contentBefore.get(one.name) ?? {}, contentOf(one));
      const missing = files.createFields ? [] : fieldsToCreate(one, written);
      const blocked = missing.length === 0 ? null : needsFields(missing);
      return {
        ...{ name: one.name, kind: from === null ? "new" : "changed", from, hash: one.hash },
        ...{ changes, blocked },
      };
    });
  const names = new Set(proposed.map(({ name }) => name));
  const gone = released
    .filter(({ name }) => !names.has(name))
    .map(({ name, hash }): Proposal => {
      return { name, kind: "gone", from: hash, hash: null, changes: [], blocked: isGone };
    });
  return [...changed, ...gone].toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** Output fields that no version has written so far, in this type and with these options. Pure. */
export function fieldsToCreate(
  { object, outputs }: Pick<Enrichment, "object" | "outputs">,
  written: readonly WrittenOutput[],
): string[] {
  const isThere = (output: Enrichment["outputs"][number]) =>
    written.some(
      (one) =>
        one.object === object &&
        one.field === output.field &&
        one.type === output.type &&
        optionsIn(output).every((option) => one.options?.includes(option)),
    );
  return outputs.filter((output) => !isThere(output)).map(({ field }) => field);
}

function optionsIn(output: Enrichment["outputs"][number]): readonly string[] {
  return "options" in output ? output.options : [];
}

export function needsFields(fields: readonly string[]): string {
  return `What it writes into ${fields.join(", ")} has to be created in the CRM first, and this place holds no secret of one: npx fieldwork definitions release does both, where the connections are configured.`;
}

const isGone =
  "Its files are gone, and it stays released: npx fieldwork definitions release ends it.";
