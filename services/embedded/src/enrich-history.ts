import { changeBackfill, makeSheet, orderBackfill } from "@fieldwork/api";
import { everyRecord, usdFromNano } from "@fieldwork/contracts";
import { recordAudit } from "@fieldwork/store/audit";
import { listBackfills, listOnlyRead, type OnlyRead } from "@fieldwork/store/backfills";
import type { Line } from "./line.ts";
import type { Run } from "./run-context.ts";

const actor = { kind: "system", id: "start", name: "npm start" } as const;
const mostLooked = 1000;
// It is started at once.
const validHours = 1;

/**
 * What was there before the connections were first read: orders backfills of it, as a person would, if
 * the run is to enrich it, and starts them with their sheets; otherwise tells how to. A second start orders nothing again. Whether it has
 * started any.
 */
export async function enrichHistory({ crms, args, say }: Run, line: Line): Promise<boolean> {
  const { database, reader } = line;
  const deps = { database, reader, audit: recordAudit };
  const onlyRead = await listOnlyRead(reader);
  if (crms.backfills === undefined) {
    if (onlyRead.length > 0) say(onlyReadText(onlyRead, args));
    return false;
  }
  for (const { enrichment, connection } of onlyRead) {
    const request = { enrichment, connection, filter: everyRecord, maxNanoUsd: null };
    const created = await orderBackfill(deps, actor, { ...request, ...crms.backfills });
    say(`Backfill     ${created.id}: ${enrichment} of ${recordsText(created.records, connection)}`);
  }
  // Also those that an earlier start created and did not come to start.
  const known = await listBackfills(reader, { limit: mostLooked });
  const created = known.filter((one) => one.state === "created" && one.orderedBy === actor.name);
  for (const { id } of created) {
    const { hash: sheet, figures } = await makeSheet(deps, actor, { id, validHours });
    await changeBackfill(deps, actor, { id, order: "start", sheet });
    const most = usdFromNano(BigInt(figures.band.mostNanoUsd)).toFixed(4);
    say(`Backfill     ${id} has begun; it pauses itself past $${most}, or when a step goes badly`);
  }
  return created.length > 0;
}

export function onlyReadText(
  onlyRead: readonly OnlyRead[],
  { once }: Pick<Run["args"], "once">,
): string {
  const orders = onlyRead.map(
    ({ enrichment, connection, object, records }) =>
      `  npx fieldwork backfill create ${enrichment} --connection ${connection}    # ${recordsText(records, `${connection}/${object}`)}`,
  );
  const start = once
    ? "npm start -- --backfill enriches them, 25 of each first; or order it while npm start runs:"
    : "npm start -- --backfill enriches them, 25 of each first; or order it yourself, and start what was ordered:";
  return ["Only read    what was there before the first start", start, ...orders].join("\n");
}

function recordsText(count: number, place: string): string {
  return `${count} ${count === 1 ? "record" : "records"} of ${place}`;
}
