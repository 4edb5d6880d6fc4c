import { reasonText, recordKey } from "@fieldwork/contracts";
import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import { findHappenings, findLatest, type Reader, type Seen } from "@fieldwork/store/reading";

/** Prints a line for each value that is written and each field that a person took over, from `seen` on. */
export function createWatch({
  reader,
  seen: from,
  say,
  logger,
}: {
  reader: Reader;
  seen: Seen;
  say: (line: string) => void;
  logger: Logger;
}): Ticker {
  let seen = from;
  return createTicker({
    name: "watch",
    logger,
    async tick() {
      const latest = await findLatest(reader);
      for (const { ref, field, text, reason } of await findHappenings(reader, {
        since: seen,
        until: latest,
      })) {
        say(`${recordKey(ref)}  ${field}  ${text}${reason ? `: ${reasonText(reason)}` : ""}`);
      }
      seen = latest;
      return 300;
    },
  });
}
