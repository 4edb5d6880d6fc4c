import type { CrmAdapter } from "@fieldwork/crm";
import { createHubspotAdapter } from "@fieldwork/crm/hubspot";
import { createSalesforceAdapter } from "@fieldwork/crm/salesforce";
import { outputsOf } from "@fieldwork/enrichments";
import { customFieldsFor } from "@fieldwork/infra/stack";
import { testLogger } from "@fieldwork/runtime/testing";
import {
  type CrmControl,
  createHubspotSimulator,
  createSalesforceSimulator,
} from "@fieldwork/simulators";
import { profile } from "../backfill-world.ts";
import { output } from "../memory-crm.ts";

/** One value of the output as it was put there. */
export interface Put {
  seq: number;
  value: string | null;
  by: "person" | "fieldwork";
}

export interface Edit {
  text?: string;
  value?: string | null;
  /** The change is committed so long after its stamp, or as long as the record's own stamp allows. */
  lateMs?: number;
}

/** A simulated CRM whose clock the test moves. */
export interface EditedCrm {
  adapter: CrmAdapter;
  clock: { nowMs: number };
  create(texts: readonly string[]): Promise<string[]>;
  /** What a person does. */
  edit(id: string, edit: Edit): Promise<void>;
  standing(id: string): Promise<{ text: string | null; value: string | null }>;
  /** The next call that writes is carried out, and its connection breaks. */
  breakNextWrite(): Promise<void>;
  mendWrites(): Promise<void>;
  /** The number of the last change of all. */
  seq(): Promise<number>;
  /** What changed the output after that number, and each write of ours, by record and in order. */
  putsSince(seq: number): Promise<ReadonlyMap<string, Put[]>>;
  stop(): Promise<void>;
}

interface Names {
  object: string;
  name: string;
  text: string;
  value: string;
  /** What a person who clears a field leaves there. */
  empty: "" | null;
}

const begins = Date.UTC(2026, 0, 5);
const outputs = outputsOf([profile]);

/** HubSpot's search shows a change five seconds late. */
export async function openEditedHubspot(writes: CrmAdapter["writes"]): Promise<EditedCrm> {
  const clock = { nowMs: begins };
  const simulator = createHubspotSimulator({ now: () => clock.nowMs, indexLagMs: 5000 });
  await simulator.start();
  const adapter = createHubspotAdapter({
    ...{ connection: "hubspot", baseUrl: simulator.url, ...simulator.credentials.integration },
    ...{ outputs, writes, logger: testLogger() },
  });
  await adapter.ensureOutputFields("company", outputs("company"), new AbortController().signal);
  const names = {
    object: "companies",
    name: "name",
    text: "description",
    value: output,
    empty: "",
  } as const;
  return edited({ clock, adapter, names, control: simulator, stop: () => simulator.stop() });
}

/** Salesforce's stamps are in whole seconds. */
export async function openEditedSalesforce(writes: CrmAdapter["writes"]): Promise<EditedCrm> {
  const clock = { nowMs: begins };
  const customFields = customFieldsFor([profile]);
  const simulator = createSalesforceSimulator({ now: () => clock.nowMs, customFields });
  await simulator.start();
  const { clientId, clientSecret } = simulator.credentials;
  const adapter = createSalesforceAdapter({
    ...{ connection: "salesforce", loginUrl: simulator.url, clientId },
    ...{ grant: { kind: "client-credentials", clientSecret }, outputs, writes },
    logger: testLogger(),
  });
  const described = await adapter.describeFields("company", new AbortController().signal);
  const value = described.find(({ field }) => field === output)?.vendorName ?? "";
  const names = { object: "Account", name: "Name", text: "Description", value, empty: null };
  return edited({ clock, adapter, names, control: simulator, stop: () => simulator.stop() });
}

function edited({
  names,
  control,
  stop,
  ...crm
}: Pick<EditedCrm, "adapter" | "clock" | "stop"> & {
  names: Names;
  control: CrmControl;
}): EditedCrm {
  const { clock, adapter } = crm;
  const { object } = names;
  const committedMs = new Map<string, number>();
  const fieldsOf = ({ text, value }: Edit) => ({
    ...(text !== undefined && { [names.text]: text }),
    ...(value !== undefined && { [names.value]: value ?? names.empty }),
  });
  return {
    ...{ clock, adapter },
    create: (texts) =>
      control.create(
        object,
        texts.map((text, at) => ({ [names.name]: `Company ${at}`, [names.text]: text })),
      ),
    async edit(id, { lateMs = 0, ...edit }) {
      const { modifiedAt = 0 } = (await control.record({ object, id })) ?? {};
      // Who saves a record has waited for its row, until whoever saved it before had committed.
      const savedMs = Math.max(
        ...[clock.nowMs - lateMs, committedMs.get(id) ?? 0, nextSecondMs(modifiedAt)],
      );
      const at = new Date(Math.min(clock.nowMs, savedMs));
      await control.edit({ object, id }, fieldsOf(edit), { at });
      committedMs.set(id, clock.nowMs);
    },
    async standing(id) {
      const fields = (await control.record({ object, id }))?.fields ?? {};
      return { text: textOf(fields[names.text]), value: textOf(fields[names.value]) };
    },
    breakNextWrite: async () => void (await control.faults.add({ kind: "write", reset: "after" })),
    mendWrites: () => control.faults.clear(),
    seq: async () => (await control.books.read(Number.MAX_SAFE_INTEGER)).seq,
    async putsSince(seq) {
      const { writes } = await control.books.read(seq);
      const puts = writes.filter(({ action, by, before, after }) => {
        const [was, is] = [textOf(before[names.value]), textOf(after[names.value])];
        return action === "update" && names.value in after && (by === "integration" || was !== is);
      });
      return Map.groupBy(
        puts.map(({ recordId, by, after, seq: at }) => ({
          ...{ recordId, seq: at, value: textOf(after[names.value]) },
          by: by === "integration" ? ("fieldwork" as const) : ("person" as const),
        })),
        ({ recordId }) => recordId,
      );
    },
    async stop() {
      await adapter.close();
      await stop();
    },
  };
}

/** Two versions of one second, the later of which is committed seconds after, are beyond any condition. */
function nextSecondMs(stamp: string | number): number {
  return Math.floor(new Date(stamp).getTime() / 1000 + 1) * 1000;
}

function textOf(value: unknown): string | null {
  return value === undefined || value === null || value === "" ? null : String(value);
}
