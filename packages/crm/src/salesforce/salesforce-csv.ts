import { stringify } from "csv-stringify/sync";

/** What a job takes of one text and of one row. https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_bulkapi.htm */
const maxFieldChars = 32_000;
const maxRowChars = 400_000;

/** In a job this cell clears a field; an empty one leaves it as it is. */
const clears = "#N/A";

/** A write's fields as Salesforce names and stores them; null clears. */
export interface CsvRow {
  id: string;
  fields: Readonly<Record<string, string | number | boolean | null>>;
}

/** Whether a job can carry the row: a text that a job would take for an order to clear cannot be told apart. */
export function fitsCsv({ fields }: CsvRow): boolean {
  const texts = Object.values(fields).filter((value) => typeof value === "string");
  const chars = texts.reduce((sum, text) => sum + text.length, 0);
  const isPlain = texts.every((text) => text.trim() !== clears && text.length <= maxFieldChars);
  return isPlain && chars <= maxRowChars;
}

/**
 * The rows as CSV, under all fields that any of them names: jsforce would take those of the first alone, and
 * lose the rest. A cell of a field that a row does not name is empty, and leaves the field as it is. Lines
 * end in LF; what a text holds stays as it is. Pure.
 */
export function csvOf(rows: readonly CsvRow[]): string {
  const names = [...new Set(rows.flatMap(({ fields }) => Object.keys(fields)))];
  const cells = rows.map(({ id, fields }) => [id, ...names.map((name) => cellOf(fields[name]))]);
  return stringify([["Id", ...names], ...cells], {
    ...{ quoted: true, quoted_empty: false },
    record_delimiter: "\n",
  });
}

function cellOf(value: CsvRow["fields"][string] | undefined): string {
  if (value === undefined) return "";
  return value === null || value === "" ? clears : String(value);
}
