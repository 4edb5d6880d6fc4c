import { parseRecordKey, type RecordRef } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import type { ErasureReceipt, RowCounts } from "@fieldwork/store/erasure";
import {
  type ErasureCheck,
  type ErasureOrder,
  erasePerson,
  previewErasure,
  verifyErasure,
} from "../erasure/erase-person.ts";
import { commandPrincipal } from "../who/principal.ts";
import {
  type Command,
  commandActor,
  common,
  countOf,
  flag,
  jsonText,
  many,
  parsed,
  text,
} from "./command.ts";

export const eraseUsage = `  erase [<record>]... [--email ADDRESS] [--yes] [--log-days N] [--json]
                     deletes everything that is kept of a person, and keeps them out from then on; without --yes
                     it only counts. N is how long the log keeps events, if not 7 days
  erase --verify [<record>]... [--email ADDRESS]
                     looks for what is left, and fails if anything is`;

const defaultLogDays = 7;

/** Undefined if it is written wrongly. */
export function parseErase(args: readonly string[]): Command | undefined {
  const options = { ...common, email: text, yes: flag, verify: flag, "log-days": text };
  const given = parsed(args, options);
  if (!given) return undefined;
  const { json, email, yes, verify, "log-days": days } = given.values;
  const logDays = countOf(days);
  if (logDays === null || (given.positionals.length === 0 && email === undefined)) return undefined;
  return async ({ database }) => {
    const order = { records: given.positionals.map(demandRef), email };
    if (verify) return verified(await verifyErasure({ database }, order), json);
    if (!yes) return previewText(await previewErasure({ database }, order), json);
    const deps = { database, logDays: logDays ?? defaultLogDays };
    const receipt = await erasePerson(deps, commandPrincipal(commandActor()), order);
    return json ? jsonText(receipt) : receiptText(receipt, order);
  };
}

/** A record that is gone already cannot be looked up by its id alone. */
function demandRef(key: string): RecordRef {
  const ref = parseRecordKey(key);
  if (ref !== undefined) return ref;
  throw new AppError(`${key} is no record: write connection/object/id`, {
    code: "config_invalid",
    retryable: false,
  });
}

function previewText(preview: { records: string[]; rows: RowCounts }, json: boolean): string {
  if (json) return jsonText(preview);
  const { records, rows } = preview;
  const named = records.length === 0 ? "no record yet" : records.join(", ");
  return `This would erase ${named}:\n${countsText(rows)}\nAdd --yes to do it.`;
}

function receiptText(receipt: ErasureReceipt, { records, email }: ErasureOrder): string {
  const { id, deleted, exportedCases, logUntil } = receipt;
  const exports = exportedCases.map(
    ({ at, by, subject }) =>
      `  ${at} by ${by}: ${subject}; delete the person's cases from that file`,
  );
  const again = [
    ...records.map(({ connection, object, id: one }) => `${connection}/${object}/${one}`),
    ...(email === undefined ? [] : [`--email ${email}`]),
  ];
  return [
    `Erased; the receipt is ${id}.`,
    countsText(deleted),
    "What was under way is deleted again in 15 minutes; the person is kept out from now on.",
    `The log may hold events about the person until ${logUntil.toISOString()}, and then drops them.`,
    exports.length === 0
      ? "No labelled case about the person had been exported."
      : ["Labelled cases about the person had been exported:", ...exports].join("\n"),
    "The record in the CRM is for the CRM to delete.",
    `npx fieldwork erase --verify ${again.join(" ")} shows that nothing is left.`,
  ].join("\n");
}

function verified(check: ErasureCheck, json: boolean): string {
  if (check.isErased)
    return json ? jsonText(check) : "Nothing is left, and the person is kept out.";
  const { left, mentions, notKeptOut } = check;
  const lines = [
    ...Object.entries(left).map(([table, count]) => `${many(count, "row")} of ${table}`),
    ...Object.entries(mentions).map(
      ([table, count]) => `the address in ${many(count, "row")} of ${table}`,
    ),
    ...notKeptOut.map((record) => `${record} is not kept out`),
  ];
  throw new AppError(`not erased: ${lines.join("; ")}`, {
    code: "request_invalid",
    retryable: false,
    details: { check },
  });
}

function countsText(counts: RowCounts): string {
  const lines = Object.entries(counts).map(
    ([table, count]) => `  ${many(count, "row")} of ${table}`,
  );
  return lines.length === 0 ? "  nothing is kept" : lines.join("\n");
}
