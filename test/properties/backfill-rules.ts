import { viewOf } from "./backfill-orders.ts";
import { costNanoUsd, type World } from "./backfill-world.ts";
import type { PutValue } from "./memory-crm.ts";

/** What has gone wrong by now; nothing of it may ever happen. */
export async function wrongsOf(world: World): Promise<string[]> {
  const receipts = await Promise.all(world.runs.map((run) => receiptWrongs(world, run)));
  return [
    ...[...world.wrongs, ...writesOverPeople(world), ...paidTwice(world)],
    ...[...receipts.flat(), ...(await overspent(world))],
  ];
}

async function receiptWrongs(
  world: World,
  { id, records }: World["runs"][number],
): Promise<string[]> {
  const { receipt } = await viewOf(world, id);
  const {
    records: told,
    spentNanoUsd: _,
    heldNanoUsd: __,
    inFlightAtStop: ___,
    ...kinds
  } = receipt;
  const sum = Object.values(kinds).reduce((total, count) => total + count, 0);
  if (sum === records && told === records) return [];
  return [`the receipt of ${id} adds up to ${sum} of ${records}`];
}

/**
 * G2 and G4: nothing of a person is overwritten, and nothing that is there is written again. A blank is a
 * person's if a value of ours has ever stood there, unless all that is known of it is that it may have
 * been written (README, "Limits").
 */
function writesOverPeople({ crm }: World): string[] {
  return [...crm.records].flatMap(([id, { puts }]) =>
    puts.flatMap((put, index) => {
      const last = puts[index - 1];
      if (put.by === "person") return [];
      const wasOurs = puts.slice(0, index).some(isKnownOurs);
      if (last?.by === "person" && (last.value !== null || wasOurs))
        return [`G2: ${id} was ${last.value}, and was written ${put.value}`];
      return put.value === put.before ? [`G4: ${id} was written ${put.value} again`] : [];
    }),
  );
}

function isKnownOurs({ by, isUnanswered }: PutValue): boolean {
  return by === "fieldwork" && isUnanswered !== true;
}

function paidTwice({ paid, lostCalls }: World): string[] {
  const twice = paid.length - new Set(paid).size;
  return twice > lostCalls ? [`G4: ${twice} paid twice, ${lostCalls} in flight at a death`] : [];
}

/** G3: neither what the model bills nor what the books say is more than may be spent. */
async function overspent({ database, paid, limitNanoUsd }: World): Promise<string[]> {
  const [row] = await database.query<{ charged: string; accounted: string }>(
    `select charged_nano_usd::text as charged, (
       (select coalesce(sum(coalesce(cost_nano_usd, reserved_nano_usd)), 0) from model_call)
       + (select coalesce(sum(held_nano_usd), 0) from budget_slice where scope = 'total'))::text as accounted
     from budget where scope = 'total'`,
  );
  const charged = BigInt(row?.charged ?? 0);
  const billed = BigInt(paid.length) * costNanoUsd;
  return [
    ...(billed > limitNanoUsd ? [`G3: ${billed} were spent of ${limitNanoUsd}`] : []),
    ...(charged > limitNanoUsd ? [`G3: ${charged} are charged of ${limitNanoUsd}`] : []),
    ...(charged !== BigInt(row?.accounted ?? 0)
      ? [`G3: ${charged} are charged, of which the calls explain ${row?.accounted}`]
      : []),
  ];
}

/**
 * Once all has come to its end: what is written is what the receipts say, by the trail of writes. Only
 * what was written and asked for a run is written and spent by its receipt.
 */
export async function endWrongs(world: World): Promise<string[]> {
  const rows = await world.database.query<{ run: string; id: string; outcome: string }>(
    `select backfill_id as run, record_id as id, concat_ws(' ', outcome, member.state, member.spent_nano_usd) as outcome
     from backfill_record as member join backfill on id = backfill_id
     where member.state in ('waiting', 'sent')
       or (outcome is not distinct from 'written') <> exists (select from write_intent as own
         where own.work_id = member.work_id and own.state = 'settled' and own.wanted_by @> array[backfill_id])
       or (member.spent_nano_usd, member.held_nano_usd) <> (select coalesce(sum(coalesce(cost_nano_usd, reserved_nano_usd)), 0),
           coalesce(sum(reserved_nano_usd) filter (where cost_nano_usd is null), 0) from model_call
         where model_call.work_id = member.work_id and model_call.wanted_by @> array[backfill_id])`,
  );
  return rows.map(({ run, id, outcome }) => `${run} says of ${id}: ${outcome}, which is not so`);
}

/** G8: after an undo of every run nothing of theirs stands that was still theirs. */
export async function undoneWrongs(world: World): Promise<string[]> {
  const runs = world.runs.map(({ id }) => id);
  const newest = await world.database.query<{ id: string; value: string | null; by: string[] }>(
    `select distinct on (own.record_id) own.record_id as id, own.after_value as value, own.wanted_by as by
     from write_intent as own where own.state = 'settled' order by own.record_id, own.id desc`,
  );
  return newest.flatMap(({ id, value, by }) => {
    const last: PutValue | undefined = world.crm.records.get(id)?.puts.at(-1);
    const isStill = last?.by === "fieldwork" && last.value === value && value !== null;
    return isStill && by.some((run) => runs.includes(run)) ? [`G8: ${id} still has ${value}`] : [];
  });
}
