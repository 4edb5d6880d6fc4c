import type { Service } from "@fieldwork/runtime";

/** Ctrl-C ends a command at once, but not before what it has started. */
export function createEndAtSignal(stopStarted: () => Promise<void>): Service {
  const signals = ["SIGINT", "SIGTERM"] as const;
  // Each is heard once, so that the same one, sent again, ends the process.
  const end = (signal: NodeJS.Signals) =>
    void stopStarted().finally(() => process.kill(process.pid, signal));
  return {
    name: "end at signal",
    async start() {
      for (const signal of signals) process.once(signal, end);
    },
    async stop() {
      for (const signal of signals) process.off(signal, end);
    },
  };
}
