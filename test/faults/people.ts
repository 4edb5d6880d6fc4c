import { delay } from "@fieldwork/runtime";
import { eventually } from "@fieldwork/runtime/testing";
import type { FaultLine } from "./fault-line.ts";
import { personsIndustry, textOf, type WaveRecord } from "./wave-records.ts";

/** People who work in the CRMs while the line does. */
export interface People {
  /** Gives them something to do with these records, spread over the next seconds. */
  meet(records: readonly WaveRecord[]): void;
  /** Resolves when all of it is done. */
  finish(): Promise<void>;
  /** `crm/id/field` of edits that came while a writer may have read the record and not yet written it. */
  disputed: ReadonlySet<string>;
}

type Deed = (line: FaultLine, record: WaveRecord) => Promise<Hand | undefined>;

/** An edit of outputs, for which it counts when it came. */
interface Hand {
  fields: Record<string, unknown>;
}

const betweenDeedsMs = 120;

/** By the place of a record in its group; the others are left to the line. */
const deeds: readonly (Deed | undefined)[] = [
  fillIn,
  undefined,
  editInputs,
  replaceSummary,
  undefined,
  clearSummary,
  undefined,
  editInputsTwice,
];

export function startPeople(line: FaultLine): People {
  const disputed = new Set<string>();
  const busy: Promise<void>[] = [];

  async function act(deed: Deed, record: WaveRecord): Promise<void> {
    const hand = await deed(line, record);
    if (hand === undefined) return;
    if (await editOutputs(line, record, hand)) return;
    for (const field of Object.keys(hand.fields)) {
      disputed.add(`${record.kind.crm}/${record.id}/${field}`);
    }
  }

  return {
    disputed,
    meet(records) {
      const planned = records.flatMap((record, index) => {
        const deed = record.kind.object === "company" ? deeds[index % deeds.length] : undefined;
        return deed ? [{ deed, record }] : [];
      });
      for (const [turn, { deed, record }] of planned.entries()) {
        busy.push(delay(turn * betweenDeedsMs).then(() => act(deed, record)));
      }
    },
    async finish() {
      await Promise.all(busy);
    },
  };
}

async function fillIn(_line: FaultLine, { kind }: WaveRecord): Promise<Hand> {
  return { fields: { [kind.outputs.ai_industry ?? ""]: personsIndustry } };
}

async function replaceSummary(_line: FaultLine, { kind, name }: WaveRecord): Promise<Hand> {
  return { fields: { [kind.outputs.ai_summary ?? ""]: `What a person knows of ${name}.` } };
}

/** A blank is a person's only where there was something. */
async function clearSummary(line: FaultLine, record: WaveRecord): Promise<Hand | undefined> {
  const isWritten = await eventually(
    async () => {
      const work = await findWork(line, record);
      if (work?.state !== "written") throw new Error("not written yet");
      return true;
    },
    { timeoutMs: 60_000, everyMs: 200 },
  );
  return isWritten ? { fields: { [record.kind.outputs.ai_summary ?? ""]: "" } } : undefined;
}

async function editInputs(line: FaultLine, { kind, id, name }: WaveRecord): Promise<undefined> {
  await line[kind.crm].edit(
    { object: kind.vendorObject, id },
    { [kind.inputField]: textOf(name, 2) },
  );
}

async function editInputsTwice(line: FaultLine, record: WaveRecord): Promise<undefined> {
  const { kind, id, name } = record;
  await editInputs(line, record);
  await delay(2 * betweenDeedsMs);
  await line[kind.crm].edit(
    { object: kind.vendorObject, id },
    { [kind.inputField]: textOf(name, 3) },
  );
}

interface Work {
  state: string;
  finishedAt: string | null;
}

/** False when a writer may have read the record before the edit and written it after. */
async function editOutputs(
  line: FaultLine,
  { kind, id, ...record }: WaveRecord,
  { fields }: Hand,
): Promise<boolean> {
  // Somebody may look away for as long as a backend is away; the edit comes right after the look.
  const before = await eventually(
    async () => {
      const work = await findWork(line, { kind, id, ...record });
      if (work?.state === "writing") throw new Error("it is being written");
      return work;
    },
    { timeoutMs: 60_000, everyMs: 10 },
  );
  await line[kind.crm].edit({ object: kind.vendorObject, id }, fields);
  const after = await findWork(line, { kind, id, ...record }).catch(() => undefined);
  if (after === undefined) return before === undefined;
  return after.state !== "writing" && after.finishedAt === (before?.finishedAt ?? null);
}

async function findWork(
  { database }: FaultLine,
  { kind, id }: WaveRecord,
): Promise<Work | undefined> {
  const [row] = await database.query<{ state: string; settled_at: string | null }>(
    `select state, settled_at::text from work
     where connection = $1 and object = $2 and record_id = $3`,
    [kind.crm, kind.object, id],
  );
  return row && { state: row.state, finishedAt: row.settled_at };
}
