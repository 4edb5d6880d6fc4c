import {
  changeBackfill,
  orderBackfill,
  previewUndo,
  showBackfill,
  undoByOrder,
} from "@fieldwork/api";
import { idField } from "@fieldwork/contracts";
import { isAppError } from "@fieldwork/runtime";
import { recordAudit } from "@fieldwork/store/audit";
import { setBackfill } from "@fieldwork/store/backfills";
import { profile, type World } from "./backfill-world.ts";
import { connection } from "./memory-crm.ts";

const operator = { kind: "person", id: "p1", name: "ann" } as const;

export async function order(world: World, ids: readonly string[]): Promise<void> {
  const filter = { field: idField, is: "anyOf" as const, values: [...ids] };
  const created = await orderBackfill(depsOf(world), operator, {
    ...{ enrichment: profile.name, connection, filter },
    ...{ ramp: [2], restMinutes: 0, maxNanoUsd: null },
  });
  world.runs.push(created);
  await setBackfill(world.database, created.id, { state: "running" });
}

/** Does nothing where there is nothing to do. */
export async function change(
  world: World,
  id: string,
  wanted: "pause" | "resume" | "cancel",
): Promise<void> {
  await unlessRefused(() => changeBackfill(depsOf(world), operator, { id, order: wanted }));
}

export async function undo(world: World, run: string): Promise<void> {
  await unlessRefused(async () => {
    const filter = { run: run as `backfill-${string}` };
    const { seen } = await previewUndo(world.reader, filter);
    await undoByOrder(depsOf(world), operator, { filter, seen });
  });
}

async function unlessRefused(act: () => Promise<unknown>): Promise<void> {
  await act().catch((error: unknown) => {
    if (!isAppError(error) || error.code !== "request_invalid") throw error;
  });
}

const depsOf = ({ database, reader }: World) => ({ database, reader, audit: recordAudit });

export const viewOf = ({ reader }: World, id: string) => showBackfill(reader, id);
