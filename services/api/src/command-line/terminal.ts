import { createInterface } from "node:readline/promises";

/** Where a command line is used. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** A person sits there, who can be asked. */
  isInteractive: boolean;
  ask(question: string): Promise<string>;
}

/** The terminal of this process, or what stands in its place. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr } = process;
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    isInteractive: stdin.isTTY === true && stdout.isTTY === true,
    async ask(question) {
      const lines = createInterface({ input: stdin, output: stdout });
      try {
        return await lines.question(question);
      } finally {
        lines.close();
      }
    },
  };
}
