import type { RecordChanged } from "@fieldwork/contracts";
import type { Change, CrmAdapter, Cursor, FieldWrite } from "@fieldwork/crm";
import { output } from "../memory-crm.ts";
import type { Edit, EditedCrm, Put } from "./edited-crm.ts";
import type { EditedLine } from "./edited-line.ts";

/** What becomes of the call that writes. */
export type BrokenWrite =
  /** Its process dies before it is sent, or once it was carried out. */
  | "lost"
  | "unanswered"
  /** It is carried out, and the connection breaks. */
  | "reset";

/** A place where worlds follow one another: a CRM, and the line behind it. */
export interface EditedPlace {
  crm: EditedCrm;
  line: EditedLine;
  /** How far the scans are, of all worlds. */
  cursor: Cursor | null;
  lastReadMs: number;
}

/** Some records of one CRM, what was published of them, and what happened to them. */
export interface EditedWorld {
  place: EditedPlace;
  ids: readonly string[];
  log: RecordChanged[];
  /** How much of the log each has behind it. */
  planned: number;
  followed: number;
  sinceSeq: number;
  /** The numbers between which a batch was read and sent. */
  windows: { fromSeq: number; toSeq: number; isKnown: boolean }[];
  /**
   * Values of which nobody was told that they arrived: one that is found there is taken for ours. No world
   * lasts as long as a CRM may take to carry such a write out.
   */
  doubtful: { id: string; value: string | null }[];
  /** Records of which something was taken back. */
  undone: Set<string>;
}

const signal = new AbortController().signal;
const never = new Promise<never>(() => undefined);

/** Long after the world before, so that no scan returns what was there. */
export async function openEditedWorld(
  place: EditedPlace,
  texts: readonly string[],
): Promise<EditedWorld> {
  const { crm } = place;
  crm.clock.nowMs += 600_000;
  const ids = await crm.create(texts);
  return {
    ...{ place, ids, log: [], planned: 0, followed: 0, sinceSeq: await crm.seq() },
    ...{ windows: [], doubtful: [], undone: new Set() },
  };
}

/** A connector that dies before it has kept its cursor reads the same once more. */
export async function poll(world: EditedWorld, { isCut }: { isCut: boolean }): Promise<void> {
  const { place } = world;
  let { cursor } = place;
  const readAt = nextRead(place);
  for await (const page of place.crm.adapter.readChanges("company", cursor, signal)) {
    publish(world, page.changes, readAt);
    cursor = page.cursor;
    if (isCut) return;
  }
  place.cursor = cursor;
}

/** The CRM tells of a record, which is read. */
export async function push(world: EditedWorld, id: string): Promise<void> {
  const readAt = nextRead(world.place);
  const { changes } = await world.place.crm.adapter.readNow("company", [id], signal);
  publish(world, changes, readAt);
}

function publish({ log, ids }: EditedWorld, changes: readonly Change[], readAt: string): void {
  for (const change of changes) if (ids.includes(change.ref.id)) log.push({ ...change, readAt });
}

function nextRead(place: EditedPlace): string {
  place.lastReadMs = Math.max(Date.now(), place.lastReadMs + 1);
  return new Date(place.lastReadMs).toISOString();
}

/** The next few events; a planner that dies before it has committed is given them again. */
export async function plan(
  world: EditedWorld,
  { count, isCut }: { count: number; isCut: boolean },
): Promise<void> {
  const events = world.log.slice(world.planned, world.planned + count);
  if (events.length === 0) return;
  await world.place.line.plan(events);
  if (!isCut) world.planned += events.length;
}

export async function follow(world: EditedWorld, { count }: { count: number }): Promise<void> {
  const events = world.log.slice(world.followed, world.followed + count);
  world.followed += events.length;
  await world.place.line.follow(events);
}

export interface WriteStep {
  broken: BrokenWrite | undefined;
  /** What a person does once the records were read. */
  between: { at: number; edit: Edit } | undefined;
}

/** Writes what is answered and ordered. */
export async function write(world: EditedWorld, { broken, between }: WriteStep): Promise<void> {
  const { crm, line } = world.place;
  let fromSeq = Number.POSITIVE_INFINITY;
  let isRead = false;
  const { promise: died, resolve: die } = Promise.withResolvers<void>();
  const { readToWrite } = crm.adapter;
  async function afterwards<T>(read: Promise<T>): Promise<T> {
    const records = await read;
    if (isRead) return records;
    isRead = true;
    fromSeq = await crm.seq();
    const id = between && world.ids[between.at];
    if (id !== undefined) await crm.edit(id, between?.edit ?? {});
    return records;
  }
  const through: CrmAdapter = {
    ...crm.adapter,
    readRecords: (...asked) => afterwards(crm.adapter.readRecords(...asked)),
    ...(readToWrite && {
      readToWrite: (...asked: Parameters<typeof readToWrite>) => afterwards(readToWrite(...asked)),
    }),
    async writeFields(...asked) {
      if (broken !== undefined) world.doubtful.push(...asked[1].map(doubtOf));
      if (broken === "reset") await crm.breakNextWrite();
      const results = broken === "lost" ? [] : await crm.adapter.writeFields(...asked);
      if (broken === undefined || broken === "reset") return results;
      die();
      return never;
    },
  };
  await Promise.race([line.write(through), died]);
  // Where nothing was sent, the next write is not to meet it.
  await crm.mendWrites();
  const isKnown = broken === undefined;
  world.windows.push({ fromSeq, toSeq: await crm.seq(), isKnown });
}

function doubtOf({ id, values }: FieldWrite): EditedWorld["doubtful"][number] {
  return { id, value: values[output] ?? null };
}

export async function undo(world: EditedWorld, at: number): Promise<void> {
  const id = world.ids[at];
  if (id !== undefined && (await world.place.line.undo(id))) world.undone.add(id);
}

/** Lets all that is wanted come to its end. */
export async function settle(world: EditedWorld): Promise<void> {
  const { crm, line } = world.place;
  for (let round = 0; round < 20; round++) {
    crm.clock.nowMs += 31_000;
    await line.lapse();
    const before = world.log.length;
    await poll(world, { isCut: false });
    const isNew = world.log.slice(before).some((event) => !isRepeated(world.log, before, event));
    await plan(world, { count: world.log.length, isCut: false });
    await follow(world, { count: world.log.length });
    await line.ask({ count: 100, isCut: false });
    if ((await line.unfinished(world.ids)) > 0)
      await write(world, { broken: undefined, between: undefined });
    else if (!isNew && round > 0) return;
  }
  throw new Error("does not come to its end");
}

function isRepeated(
  log: readonly RecordChanged[],
  before: number,
  { ref, version }: RecordChanged,
) {
  return log
    .slice(0, before)
    .some(
      (one) =>
        one.ref.id === ref.id &&
        one.version.contentHash === version.contentHash &&
        one.version.vendorAt === version.vendorAt,
    );
}

/** What must never have happened. */
export async function wrongsOf(world: EditedWorld, mode: WriteMode): Promise<string[]> {
  const puts = await world.place.crm.putsSince(world.sinceSeq);
  return world.ids.flatMap((id) => overwritten(world, { id, puts: puts.get(id) ?? [], mode }));
}

/** `fast` leaves a window between the read of a batch and its call; `guarded` leaves none as long. */
export type WriteMode = CrmAdapter["writes"];

function overwritten(
  { windows, doubtful }: EditedWorld,
  { id, puts, mode }: { id: string; puts: readonly Put[]; mode: WriteMode },
): string[] {
  const windowOf = (put: Put) =>
    windows.find(({ fromSeq, toSeq }) => put.seq > fromSeq && put.seq <= toSeq);
  return puts.flatMap((put, index) => {
    const last = puts[index - 1];
    if (put.by === "person" || last?.by !== "person") return [];
    const isInWindow = windowOf(last) !== undefined && windowOf(last) === windowOf(put);
    if (isInWindow && mode === "fast") return [];
    if (doubtful.some((one) => one.id === id && one.value === last.value)) return [];
    // A blank is a person's if the last that we are known to have put there was not blank as well.
    const ours = puts.slice(0, index).filter(({ by }) => by === "fieldwork");
    const known = ours.findLast((one) => windowOf(one)?.isKnown === true);
    if (last.value === null && (known === undefined || known.value === null)) return [];
    return [`G2: ${id} was ${last.value} by a person, and was written ${put.value}`];
  });
}

/** Once all has come to its end: what is known is what is there, and what is there is right. */
export async function endWrongs(world: EditedWorld): Promise<string[]> {
  const { crm, line } = world.place;
  const known = await line.known(world.ids);
  const puts = await crm.putsSince(world.sinceSeq);
  const wrongs = world.ids.map(async (id) => {
    const [standing, seen] = [await crm.standing(id), known.get(id)];
    const isSeen = seen?.text === standing.text && seen?.value === standing.value;
    const last = puts.get(id)?.at(-1);
    const isRight =
      last?.by === "person" || world.undone.has(id) || standing.value === `I ${standing.text}`;
    return [
      ...(isSeen ? [] : [`G1: ${id} is ${show(standing)}, and is known as ${show(seen)}`]),
      ...(isRight ? [] : [`G1: ${id} is ${show(standing)}, which is nobody's wish`]),
    ];
  });
  return (await Promise.all(wrongs)).flat();
}

function show(texts: { text: string | null; value: string | null } | undefined): string {
  return texts ? `${texts.text}: ${texts.value}` : "nothing";
}
