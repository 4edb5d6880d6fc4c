import type { SampleRow } from "@fieldwork/store/reading";
import Table from "cli-table3";

const fixedWidths = { record: 28, field: 15, before: 16 };
const plainColumns = { title: 30, field: 14, before: 10, after: 60 };
const narrowest = 110;

/** A table on a terminal that is wide enough, otherwise one line for each field. */
export function sampleText(
  rows: readonly SampleRow[],
  terminalColumns: number | undefined,
): string {
  if (terminalColumns === undefined || terminalColumns < narrowest) {
    return rows.map(plainLine).join("\n");
  }
  const { record, field, before } = fixedWidths;
  const borders = 6;
  const room = terminalColumns - record - field - before - borders;
  const table = new Table({
    head: ["record", "field", "before", "after", "evidence"],
    colWidths: [record, field, before, Math.ceil(room * 0.55), Math.floor(room * 0.45)],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const row of rows) {
    const shown = [row.title ?? row.record, row.field, row.before ?? "-", row.after ?? "-"];
    table.push([...shown, clip(row.evidence ?? "", 120)]);
  }
  return table.toString();
}

function plainLine({ title, record, field, before, after }: SampleRow): string {
  return [
    clip(title ?? record, plainColumns.title).padEnd(plainColumns.title),
    field.padEnd(plainColumns.field),
    clip(before ?? "-", plainColumns.before).padEnd(plainColumns.before),
    clip(after ?? "-", plainColumns.after),
  ].join("  ");
}

function clip(text: string, maxChars: number): string {
  const line = text.replace(/\s+/g, " ");
  return line.length <= maxChars ? line : `${line.slice(0, maxChars - 1)}…`;
}
