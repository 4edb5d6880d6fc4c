import { clearScreenDown, moveCursor } from "node:readline";
import { createInterface } from "node:readline/promises";
import { outliveReader } from "@fieldwork/runtime";
import type { Screen } from "./screen.ts";

/** Where a command line is used. */
export interface Terminal extends Screen {
  out(text: string): void;
  err(text: string): void;
  /** Shows a text in the place of the one before, where a person watches. */
  live(text: string): void;
  /** A person sits there, who can be asked. */
  isInteractive: boolean;
  ask(question: string): Promise<string>;
}

// Where a terminal does not say how high it is.
const usualRows = 24;
const noColour = "\u001B[0m";

/** The terminal of this process, or what stands in its place. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr } = process;
  outliveReader(stdout);
  outliveReader(stderr);
  // It knows of NO_COLOR.
  const hasColours = stdout.isTTY === true && stdout.hasColors();
  let liveLines = 0;
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    columns: stdout.isTTY ? stdout.columns : undefined,
    hasColours,
    live(text) {
      if (stdout.isTTY !== true) return;
      moveCursor(stdout, 0, -liveLines);
      clearScreenDown(stdout);
      // A line that is broken by the terminal would count as one.
      const most = Math.max(1, (stdout.rows || usualRows) - 1);
      const lines = text === "" ? [] : text.split("\n").slice(-most);
      // A cut may take away the end of a colour.
      for (const line of lines)
        stdout.write(`${line.slice(0, stdout.columns - 1)}${hasColours ? noColour : ""}\n`);
      liveLines = lines.length;
    },
    isInteractive: stdin.isTTY === true && stdout.isTTY === true,
    ask: (question) => ask({ input: stdin, output: stdout }, question),
  };
}

/** What a person replies; nothing if Ctrl-C or Ctrl-D is the reply. */
export async function ask(
  place: { input: NodeJS.ReadableStream; output: NodeJS.WritableStream },
  question: string,
): Promise<string> {
  const lines = createInterface(place);
  try {
    return await lines.question(question);
  } catch (error) {
    if (!(error instanceof Error && error.name === "AbortError")) throw error;
    place.output.write("\n");
    return "";
  } finally {
    lines.close();
  }
}
