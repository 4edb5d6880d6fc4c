import type { Client } from "@fieldwork/contracts/client";
import type { Database } from "@fieldwork/store";
import type { Reader } from "@fieldwork/store/reading";
import { runCommand } from "../command-line/program.ts";

/** How a command ended, and what it wrote, without the last line end. */
export interface Ended {
  exitCode: number;
  out: string;
  err: string;
}

export interface Typed {
  client?: Client;
  store?: { database: Database; reader: Reader };
  /** A person sits there and replies so to each question. */
  reply?: string;
  /** Takes what is shown in its place, one after another. */
  live?: string[];
  /** How wide the terminal is; unless told, nobody looks. */
  columns?: number;
}

/** Runs one command as it is typed, in this process. */
export async function runLine(
  line: string | readonly string[],
  { client, store, reply, live, columns }: Typed,
): Promise<Ended> {
  const [out, err]: string[][] = [[], []];
  const exitCode = await runCommand(typeof line === "string" ? line.split(" ") : line, {
    environment: {},
    terminal: {
      out: (text) => void out?.push(text),
      err: (text) => void err?.push(text),
      live: (text) => void live?.push(text),
      ...{ columns, hasColours: false, isInteractive: reply !== undefined },
      async ask(question) {
        out?.push(question);
        return reply ?? "";
      },
    },
    withClient: async (use) => use(demand(client)),
    withStore: async (use) => use({ ...demand(store), name: "test", close: async () => undefined }),
  });
  const written = (texts: string[] | undefined) => (texts ?? []).join("").replace(/\n$/, "");
  return { exitCode, out: written(out), err: written(err) };
}

function demand<T>(given: T | undefined): T {
  if (given === undefined) throw new Error("the test gives no such place");
  return given;
}
