import { printableText } from "@fieldwork/runtime";

/** Where a text is shown, so that it can fit. */
export interface Screen {
  /** Undefined where nobody looks, such as in a pipe: nothing is cut there. */
  columns: number | undefined;
  hasColours: boolean;
}

// Characters that no text has stand for colours until everything that steers a terminal is out of it.
const styles = {
  bold: { mark: "\uFDD0", code: "\u001B[1m" },
  red: { mark: "\uFDD1", code: "\u001B[31m" },
  green: { mark: "\uFDD2", code: "\u001B[32m" },
  dim: { mark: "\uFDD3", code: "\u001B[2m" },
} as const;
const end = { mark: "\uFDD9", code: "\u001B[0m" } as const;

/** Marks a text, for `onScreen`. Pure. */
export function styled(style: keyof typeof styles, text: string): string {
  return `${styles[style].mark}${text}${end.mark}`;
}

/** A text with marks as this screen shows it, and nothing in it that steers the terminal. Pure. */
export function onScreen(text: string, { hasColours }: Pick<Screen, "hasColours">): string {
  return [...Object.values(styles), end].reduce(
    (told, { mark, code }) => told.replaceAll(mark, hasColours ? code : ""),
    printableText(text),
  );
}

const gap = "  ";
const narrowest = 8;

/**
 * Rows as columns. Where they do not fit, the widest columns are cut, not those that are narrow already.
 * The last one is not padded. The first `whole` are never cut: people copy names from there, even if a line
 * then takes more than its room. Pure.
 */
export function tableText(
  rows: readonly (readonly string[])[],
  { columns, whole = 0 }: Pick<Screen, "columns"> & { whole?: number },
): string {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, at) =>
    Math.max(0, ...rows.map((row) => widthOf(row[at] ?? ""))),
  );
  const kept = widths.slice(0, whole);
  const taken = kept.reduce((sum, width) => sum + width, 0) + gap.length * (count - 1);
  const fitting =
    columns === undefined ? widths : [...kept, ...fit(widths.slice(whole), columns - taken)];
  return rows
    .map((row) =>
      row
        .map((cell, at) => {
          const width = fitting[at] ?? 0;
          const shown = cut(cell, width);
          const isLast = at === row.length - 1;
          return isLast ? shown : shown + " ".repeat(Math.max(0, width - widthOf(shown)));
        })
        .join(gap),
    )
    .join("\n");
}

/** Takes from the widest one by one until they fit. */
function fit(widths: readonly number[], room: number): number[] {
  const fitting = [...widths];
  let excess = fitting.reduce((sum, width) => sum + width, 0) - room;
  while (excess > 0) {
    const widest = Math.max(...fitting);
    if (widest <= narrowest) break;
    fitting[fitting.indexOf(widest)] = widest - 1;
    excess -= 1;
  }
  return fitting;
}

function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let shown = "";
  for (const one of text) {
    if (widthOf(shown + one) > width - 1) break;
    shown += one;
  }
  return `${shown}…`;
}

const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;
const noWidth = /[\p{M}\p{Cf}\uFDD0-\uFDD9]/u;

/** How many columns a terminal gives a text. Pure. */
export function widthOf(text: string): number {
  let width = 0;
  for (const one of text) width += noWidth.test(one) ? 0 : wide.test(one) ? 2 : 1;
  return width;
}
