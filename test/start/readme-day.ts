import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { runFieldwork } from "../support/command-line.ts";

const readme = fileURLToPath(new URL("../../README.md", import.meta.url));
/**
 * Orders that only show what they would do until they are confirmed end with 4; a doctor who misses a
 * file of connections, which the demo has none of, with 1.
 */
const otherEnds: Readonly<Record<string, number>> = { undo: 4, erase: 4, doctor: 1 };

/** The commands under "Operate it", one after the other, on the line that runs in a home. */
export async function runReadmeDay(home: string, recordId: string): Promise<number> {
  const [, block = ""] =
    /^## Operate it\n.*?^```\n(.*?)^```/ms.exec(await readFile(readme, "utf8")) ?? [];
  const lines = block.trim().split("\n");
  let id = "";
  let sheet = "";
  for (const line of lines) {
    const [, ...words] = wordsOf(line);
    const args = words
      .slice(1)
      .map((word) => (/^backfill-[0-9a-f]{8}$/.test(word) ? id : word))
      .map((word, index, all) => (all[index - 1] === "--sheet" ? sheet : word))
      .map((word) =>
        word.replace(/^demo-hubspot\/company\/\d+$/, `demo-hubspot/company/${recordId}`),
      );
    const { exitCode, text } = await runFieldwork(args, { FIELDWORK_HOME: home });
    const allowed = [0, otherEnds[args[0] ?? ""]];
    expect(allowed, `${line}\n${text}`).toContain(exitCode);
    id ||= /backfill-[0-9a-f]{8}/.exec(text)?.[0] ?? "";
    sheet ||= /--sheet (\S+)/.exec(text)?.[1] ?? "";
  }
  return lines.length;
}

/** As a shell takes a line apart, up to its comment. */
function wordsOf(line: string): string[] {
  const words = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)];
  const end = words.findIndex(([word]) => word === "#");
  return words
    .slice(0, end === -1 ? undefined : end)
    .map(([word, single, double]) => single ?? double ?? word);
}
