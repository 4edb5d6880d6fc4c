import type { Command } from "@commander-js/extra-typings";
import { everyRecord, idField, type RecordFilter } from "@fieldwork/contracts";
import { readFilterText } from "../filters/read-checked-filter.ts";
import { toList } from "./command.ts";

/** How a command takes a filter: `--ids` and `--blank` are short for conditions. */
export function withFilter<Args extends unknown[], Options extends {}>(
  command: Command<Args, Options>,
) {
  return command
    .option("--where <filter>", `such as 'country = "NO" and employees > 50'`)
    .option("--ids <ids>", "only these, with commas between them", toList)
    .option("--blank <field>", "only where this output is blank");
}

/** All of what is given must be met. */
export function filterOf(given: {
  where?: string | undefined;
  ids?: string[] | undefined;
  blank?: string | undefined;
}): RecordFilter | string {
  const { where, ids, blank } = given;
  const short: RecordFilter[] = [
    ...(ids === undefined ? [] : [{ field: idField, is: "anyOf" as const, values: ids }]),
    ...(blank === undefined ? [] : [{ field: blank, is: "blank" as const, values: [] }]),
  ];
  if (short.length === 0) return where ?? everyRecord;
  return { all: where === undefined ? short : [readFilterText(where).filter, ...short] };
}
