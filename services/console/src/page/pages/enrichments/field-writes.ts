import type { Reply } from "@fieldwork/contracts/client";
import { enrichmentTexts } from "../../texts/enrichments.ts";
import { secondsText } from "../../ui/money.ts";

type Connection = Pick<
  Reply<"connections.list">["connections"][number],
  "connection" | "objects" | "writes" | "writeWindow"
>;

const told = enrichmentTexts.outputs;

/** How a field of an object is written in each CRM that has it, and what that took. Pure. */
export function fieldWrites(
  { object, writes }: { object: string | undefined; writes: string | undefined },
  connections: readonly Connection[],
): string[] {
  return connections
    .filter(({ objects }) => object !== undefined && objects.includes(object))
    .map(({ connection, writes: usual, writeWindow }) => {
      const mode = writes ?? usual?.mode;
      if (mode === undefined) return told.modeUnknown(connection);
      const window =
        mode === "fast" && writeWindow
          ? told.window(secondsText(writeWindow.p50Ms), secondsText(writeWindow.p99Ms))
          : "";
      return told.mode(connection, mode, window);
    });
}
