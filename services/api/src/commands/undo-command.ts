import { objectName, recordKey } from "@fieldwork/contracts";
import type { RunOrders, WriteFilter } from "@fieldwork/store/undo";
import { findRef } from "../find-ref.ts";
import type { OpenStore } from "../open-store.ts";
import { cancelUndo, previewUndo, showUndo, type UndoPreview, undoByOrder } from "../undo/undo.ts";
import {
  type Command,
  commandActor,
  common,
  jsonText,
  many,
  orderDeps,
  parsed,
  text,
} from "./command.ts";

export const undoUsage = `  undo run R | definition NAME@HASH | field F [--connection C] [--object O] [--field F] [--yes SEEN] [--json]
  undo record <record> [--field F] [--yes SEEN] [--json]
                     gives fields back the value and the owner that they had, where they are still as we wrote
                     them: first a preview with its count, which says how to go on; what a person or a newer
                     answer has put there since stays. A run or a definition goes back to what stood before it,
                     a record or a field by one write. An undo is a run itself: undo run takes it back
  undo show | cancel <undo> [--json]
                     tells how far an undo has come; leaves the rest of it as it is`;

const options = { ...common, connection: text, object: text, field: text, yes: text };

/** Undefined if it is written wrongly. */
export function parseUndo([kind, ...args]: readonly string[]): Command | undefined {
  const given = parsed(args, options);
  const [target, ...rest] = given?.positionals ?? [];
  if (!given || target === undefined || rest.length > 0) return undefined;
  const { json, yes: seen, ...narrow } = given.values;
  if (kind === "show" || kind === "cancel") {
    return isAnyGiven({ ...narrow, seen }) ? undefined : parseProgress(kind, target, json);
  }
  const find = filterOf({ kind, target }, narrow);
  if (!find) return undefined;
  return async (store) => {
    const filter = await find(store);
    if (seen === undefined) {
      const preview = await previewUndo(store.reader, filter);
      return json ? jsonText(preview) : previewText(preview);
    }
    const placed = await undoByOrder(orderDeps(store), commandActor(), { filter, seen });
    if (json) return jsonText(placed);
    return `${placed.run}: ordered ${many(placed.count, "field")}; npx fieldwork undo show ${placed.run} tells how far it is.`;
  };
}

type Narrow = Partial<Record<"connection" | "object" | "field", string>>;

/** Undefined if it is written wrongly. */
function filterOf(
  { kind, target }: { kind: string | undefined; target: string },
  { object, ...rest }: Narrow,
): ((store: OpenStore) => Promise<WriteFilter>) | undefined {
  const known = object === undefined ? undefined : objectName.safeParse(object);
  if (known?.success === false) return undefined;
  const narrow = { ...rest, object: known?.data };
  if (kind === "run") return async () => ({ ...narrow, run: target });
  if (kind === "field") {
    return narrow.field === undefined ? async () => ({ ...narrow, field: target }) : undefined;
  }
  if (kind === "definition") {
    const [name = "", hash = "", ...others] = target.split("@");
    if (name === "" || hash === "" || others.length > 0) return undefined;
    return async () => ({ ...narrow, definition: { name, hash } });
  }
  const { connection, field } = narrow;
  if (kind !== "record" || connection !== undefined || object !== undefined) return undefined;
  return async ({ reader }) => {
    const { id, ...place } = await findRef(reader, target);
    return { ...place, recordId: id, field };
  };
}

function isAnyGiven(values: object): boolean {
  return Object.values(values).some((value) => value !== undefined);
}

function parseProgress(kind: "show" | "cancel", run: string, json: boolean): Command {
  return async (store) => {
    const orders =
      kind === "show"
        ? await showUndo(store.reader, run)
        : await cancelUndo(orderDeps(store), commandActor(), { run });
    return json ? jsonText(orders) : orders.map(ordersText).join("\n");
  };
}

function ordersText({ state, reason, count }: RunOrders): string {
  return `${many(count, "field")} ${state}${reason === null ? "" : `: ${reason}`}`;
}

/** Pure. */
export function previewText({ count, records, ...preview }: UndoPreview): string {
  const { left, samples, leftSamples, seen } = preview;
  const restored = samples.map(
    ({ ref, field, from, to }) =>
      `  ${recordKey(ref)} ${field}: ${shown(from)} goes back to ${shown(to)}`,
  );
  const kept = leftSamples.map(({ ref, field, why }) => `  ${recordKey(ref)} ${field}: ${why}`);
  const total = Object.values(left).reduce((sum, some) => sum + some, 0);
  const leaves = `Leaves ${many(total, "field")} as they are (${Object.entries(left)
    .map(([why, some]) => `${why} ${some}`)
    .join(", ")})`;
  return [
    count === 0
      ? "There is nothing to undo."
      : `Would restore ${many(count, "field")} of ${many(records, "record")}, such as:`,
    ...restored,
    ...(total === 0 ? [] : [`${leaves}, such as:`, ...kept]),
    ...(count === 0 ? [] : [`To go on, add --yes ${seen}`]),
  ].join("\n");
}

function shown(value: string | null): string {
  return value === null ? "blank" : JSON.stringify(value);
}
