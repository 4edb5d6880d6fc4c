import { type Screen, styled, tableText } from "../../command-line/screen.ts";
import type { Receipt } from "../receipt.ts";

const barChars = 30;
const badly: readonly string[] = ["refused", "failed", "stopped", "held"];

/** What became of the records: a line for each state that there is, with a bar where somebody looks. Pure. */
export function statesText(receipt: Receipt, { columns }: Pick<Screen, "columns">): string[] {
  const { records, inFlightAtStop: _, spentNanoUsd: __, heldNanoUsd: ___, ...kinds } = receipt;
  const counted = Object.entries(kinds).filter(([, count]) => count > 0);
  if (columns === undefined) return counted.map(([kind, count]) => `  ${count} ${wordsOf(kind)}`);
  const rows = counted.map(([kind, count]) => {
    const share = count / Math.max(records, 1);
    const bar = barText(share, barChars);
    const coloured = kind === "written" ? styled("green", bar) : bar;
    return [
      ...[`  ${wordsOf(kind)}`, badly.includes(kind) ? styled("red", bar) : coloured],
      ...[`${Math.floor(share * 100)} %`.padStart(5), String(count)],
    ];
  });
  return rows.length === 0 ? [] : [tableText(rows, { columns, whole: 1 })];
}

/** Of anything at least one character is filled, of all but everything one is not. Pure. */
export function barText(share: number, chars: number): string {
  const exact = share * chars;
  const filled = share < 1 ? Math.min(chars - 1, Math.ceil(exact)) : chars;
  return "█".repeat(filled) + "░".repeat(chars - filled);
}

function wordsOf(kind: string): string {
  return kind.replace(/[A-Z]/g, (one) => ` ${one.toLowerCase()}`);
}
