import type { Reply } from "@fieldwork/contracts/client";
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { writeTexts as told } from "../texts/writes.ts";
import { countText, secondsText } from "./money.ts";

type Connection = Reply<"connections.list">["connections"][number];

/** How the fields of a connection are written; of fast writes, what they took from the read to the CRM's reply. */
export function WriteMode({ writes, writeWindow }: Connection): ReactNode {
  if (writes === null && writeWindow === null) return told.unknown;
  return (
    <>
      {writes && <Text size="sm">{writes.mode}</Text>}
      {writeWindow && (
        <Text size="xs" c="dimmed">
          {told.within(secondsText(writeWindow.p50Ms), secondsText(writeWindow.p99Ms))}
          {told.batches(countText(writeWindow.batches))}
        </Text>
      )}
      {writes?.mode === "fast" && writeWindow === null && (
        <Text size="xs" c="dimmed">
          {told.noWindow}
        </Text>
      )}
      {writes?.jobsFrom != null && (
        <Text size="xs" c="dimmed">
          {told.jobs(countText(writes.jobsFrom))}
        </Text>
      )}
    </>
  );
}
