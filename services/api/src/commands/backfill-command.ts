import { everyRecord, filterText, idField, type RecordFilter } from "@fieldwork/contracts";
import {
  type BackfillChangeRequest,
  type BackfillView,
  changeBackfill,
  defaultRamp,
  defaultRestMinutes,
  orderBackfill,
  showBackfill,
  showBackfills,
} from "../backfills/backfills.ts";
import { stopText, usdText } from "../backfills/stop-text.ts";
import { readFilterText } from "../filters/read-checked-filter.ts";
import {
  type Command,
  commandActor,
  common,
  countOf,
  jsonText,
  many,
  orderDeps,
  parsed,
  text,
} from "./command.ts";

export const backfillUsage = `  backfill create <enrichment> --connection C [--where FILTER] [--ids ID,ID...] [--blank F]
    [--ramp N,N...] [--rest MINUTES] [--max-usd USD] [--json]
                     fixes the records that it is about: those read so far, or of these the ones that match
                     ('country = "NO" and employees > 50'), are named, or whose output F is blank.
                     Nothing begins before its start. It takes ${defaultRamp.join(", ")} of them and then the rest,
                     each after a pause of ${defaultRestMinutes} minutes, and pauses if a step goes badly
                     or, with --max-usd, once the records that have ended have cost so much; those under way are held
  backfill list | show <backfill> [--json]
                     what became of its records, and what they cost
  backfill start | pause | resume [--max-usd USD] | cancel <backfill> [--json]
                     resume also ends a rest, or lets a step pass that went badly; undo run takes back what it wrote`;

/** Undefined if it is written wrongly. */
export function parseBackfill([order, ...args]: readonly string[]): Command | undefined {
  if (order === "create") return parseCreate(args);
  const given = parsed(args, { ...common, "max-usd": text });
  const [id, ...rest] = given?.positionals ?? [];
  if (!given || rest.length > 0) return undefined;
  const { json, "max-usd": usd } = given.values;
  const maxNanoUsd = nanoUsd(usd);
  if (maxNanoUsd === null || (usd !== undefined && order !== "resume")) return undefined;
  if (order === "list") return id === undefined ? list(json) : undefined;
  if (id === undefined) return undefined;
  switch (order) {
    case "show":
      return async ({ reader }) => {
        const view = await showBackfill(reader, id);
        return json ? jsonText(view) : backfillText(view);
      };
    case "start":
    case "pause":
    case "resume":
    case "cancel":
      return change({ id, order, maxNanoUsd }, json);
    default:
      return undefined;
  }
}

function parseCreate(args: readonly string[]): Command | undefined {
  const options = { connection: text, where: text, ids: text, blank: text, ramp: text, rest: text };
  const given = parsed(args, { ...common, ...options, "max-usd": text });
  const [enrichment, ...others] = given?.positionals ?? [];
  if (!given || enrichment === undefined || others.length > 0) return undefined;
  const { json, connection, where, ids, blank, ramp: sizes, rest, "max-usd": usd } = given.values;
  const ramp = sizes === undefined ? [...defaultRamp] : sizes.split(",").map(countOf);
  const restMinutes = rest === "0" ? 0 : (countOf(rest) ?? (rest ? null : defaultRestMinutes));
  const maxNanoUsd = nanoUsd(usd);
  if (connection === undefined || restMinutes === null) return undefined;
  if (maxNanoUsd === null) return undefined;
  const steps = ramp.filter((size) => typeof size === "number");
  if (steps.length < ramp.length) return undefined;
  const filter = filterOf({ where, ids, blank });
  const ordered = {
    enrichment,
    connection,
    ramp: steps,
    restMinutes,
    maxNanoUsd: maxNanoUsd ?? null,
  };
  return async (store) => {
    const created = await orderBackfill(orderDeps(store), commandActor(), { ...ordered, filter });
    if (json) return jsonText(created);
    const { id, records } = created;
    return `${id}: ${many(records, "record")}. npx fieldwork backfill start ${id} begins it.`;
  };
}

/** `--ids` and `--blank` are short for conditions; all of what is given must be met. */
function filterOf(given: {
  where: string | undefined;
  ids: string | undefined;
  blank: string | undefined;
}): RecordFilter | string {
  const { where, ids, blank } = given;
  const short: RecordFilter[] = [
    ...(ids === undefined
      ? []
      : [{ field: idField, is: "anyOf" as const, values: ids.split(",") }]),
    ...(blank === undefined ? [] : [{ field: blank, is: "blank" as const, values: [] }]),
  ];
  if (short.length === 0) return where ?? everyRecord;
  return { all: where === undefined ? short : [readFilterText(where).filter, ...short] };
}

const mostShownChars = 400;

function whereText(filter: RecordFilter): string[] {
  const written = filterText(filter);
  if (written === "") return [];
  const isLong = written.length > mostShownChars;
  return [
    `  where ${isLong ? `${written.slice(0, mostShownChars)}… (--json shows all)` : written}`,
  ];
}

/** Undefined where nothing is given, null where it is no amount. */
function nanoUsd(given: string | undefined): number | undefined | null {
  if (given === undefined) return undefined;
  const nano = Math.round(Number(given) * 1e9);
  return Number.isSafeInteger(nano) && nano > 0 ? nano : null;
}

function list(json: boolean): Command {
  return async ({ reader }) => {
    const views = await showBackfills(reader, { limit: 50 });
    if (json) return jsonText(views);
    if (views.length === 0) return "There are no backfills.";
    return views.map(headline).join("\n");
  };
}

function change(wanted: BackfillChangeRequest, json: boolean): Command {
  return async (store) => {
    const { state } = await changeBackfill(orderDeps(store), commandActor(), wanted);
    return json ? jsonText({ id: wanted.id, state }) : `${wanted.id} is ${state}.`;
  };
}

function headline({ id, enrichment, connection, object, state, receipt }: BackfillView): string {
  const { records, waiting, underWay, neverStarted } = receipt;
  const ended = records - waiting - underWay - neverStarted;
  return `${id}  ${state}  ${enrichment} of ${connection}/${object}: ${ended} of ${many(records, "record")} done`;
}

function backfillText(view: BackfillView): string {
  const { receipt, stoppedBy, restUntil } = view;
  const { records: _, spentNanoUsd, inFlightAtStop, ...counts } = receipt;
  const words = { ...counts } as Record<string, number>;
  return [
    headline(view),
    ...whereText(view.filter),
    ...Object.entries(words)
      .filter(([, count]) => count > 0)
      .map(
        ([kind, count]) => `  ${count} ${kind.replace(/[A-Z]/g, (one) => ` ${one.toLowerCase()}`)}`,
      ),
    ...(inFlightAtStop > 0
      ? [`  ${inFlightAtStop} of these were in flight when it was stopped`]
      : []),
    `  spent: ${usdText(spentNanoUsd)}`,
    ...(stoppedBy ? [`  paused itself: ${stopText(stoppedBy)}`] : []),
    ...(restUntil && view.state === "resting" ? [`  rests until ${restUntil.toISOString()}`] : []),
  ].join("\n");
}
