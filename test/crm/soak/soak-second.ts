import type { SoakCrm } from "./soak-crms.ts";

export interface SoakCounts {
  edits: number;
  /** Of them, under a stamp that had passed. */
  late: number;
  created: number;
  removed: number;
  restored: number;
  merged: number;
  /** The most changes of one object with one stamp. */
  mostInOneSecond: number;
}

export const noCounts: SoakCounts = {
  ...{ edits: 0, late: 0, created: 0, removed: 0, restored: 0, merged: 0, mostInOneSecond: 0 },
};

/** 0 to 1, and the same for the same seed. */
export type Random = () => number;

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface SecondOfSoak {
  crm: SoakCrm;
  nowMs: number;
  edits: number;
  random: Random;
  counts: SoakCounts;
}

/**
 * What happens in one second: edits, one in six under a stamp that has passed, and now and then a record
 * that is made, deleted, taken back or merged. All that happens to one record in a second may share its stamp.
 */
export async function liveSecond(second: SecondOfSoak): Promise<void> {
  const { crm, nowMs, edits, random, counts } = second;
  const { control, object, textField, living } = crm;
  for (let edit = 0; edit < edits; edit++) {
    const id = chosen(living, random);
    const isLate = random() < 1 / 6;
    const at = isLate ? await lateStamp(second, id) : new Date(nowMs);
    counts.edits += 1;
    counts.late += Number(isLate);
    await control.edit({ object, id }, { [textField]: `Edit ${counts.edits}` }, { at });
  }
  counts.mostInOneSecond = Math.max(counts.mostInOneSecond, edits);
  if (random() < 0.5) await begin(second);
  if (random() < 0.5) await end(second);
  if (random() < 0.1) await bringBack(second);
  if (random() < 0.2) await merge(second);
}

/** Of a change that is committed now; a record's stamps never go back. */
async function lateStamp({ crm, nowMs, random }: SecondOfSoak, id: string): Promise<Date> {
  const { modifiedAt = 0 } = (await crm.control.record({ object: crm.object, id })) ?? {};
  return new Date(Math.max(nowMs - random() * crm.latestMs, new Date(modifiedAt).getTime()));
}

async function begin({ crm, counts }: SecondOfSoak): Promise<void> {
  const { control, object, nameField, textField, living } = crm;
  counts.created += 1;
  const text = `New ${counts.created}`;
  living.push(...(await control.create(object, [{ [nameField]: text, [textField]: text }])));
}

async function end({ crm, random, counts }: SecondOfSoak): Promise<void> {
  const id = taken(crm.living, random);
  await crm.control.remove({ object: crm.object, id });
  crm.binned.push(id);
  counts.removed += 1;
}

async function bringBack({ crm, random, counts }: SecondOfSoak): Promise<void> {
  const { control, object, binned, living } = crm;
  if (binned.length === 0) return;
  const id = taken(binned, random);
  await control.restore({ object, id });
  living.push(id);
  counts.restored += 1;
}

async function merge({ crm, random, counts }: SecondOfSoak): Promise<void> {
  const { control, object, living, merged } = crm;
  const [primary, other] = [taken(living, random), taken(living, random)];
  const left = await control.merge({ object, id: primary }, [other]);
  living.push(left);
  merged.push(...[primary, other].filter((id) => id !== left));
  counts.merged += 1;
}

function chosen(ids: readonly string[], random: Random): string {
  return ids[Math.floor(random() * ids.length)] ?? "";
}

function taken(ids: string[], random: Random): string {
  const place = Math.floor(random() * ids.length);
  const id = ids[place] ?? "";
  ids[place] = ids.at(-1) ?? "";
  ids.pop();
  return id;
}
