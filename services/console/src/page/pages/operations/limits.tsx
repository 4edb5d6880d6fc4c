import type { Reply } from "@fieldwork/contracts/client";
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { limitTexts as told } from "../../texts/writes.ts";
import { countText } from "../../ui/money.ts";
import { Time } from "../../ui/time.tsx";

type Limit = Reply<"connections.list">["connections"][number]["limits"][number];

/** What the calls of a connection are kept within, and what the CRM says of each limit. */
export function Limits({ limits }: { limits: readonly Limit[] }): ReactNode {
  if (limits.length === 0) return told.none;
  return limits.map((limit) => (
    <OneLimit key={`${limit.unit} ${limit.per} ${limit.told?.isOfApp}`} {...limit} />
  ));
}

function OneLimit({ unit, per, ours, told: said }: Limit): ReactNode {
  // What is used of the account's day stands beside it.
  const isQuota = per === "day" && said?.isOfApp === false;
  return (
    <>
      <Text size="sm">
        {said?.isOfApp && `${told.ofApp} `}
        {ours === null ? told.toldAlone(unit, per) : told.ours(countText(ours), unit, per)}
      </Text>
      {!isQuota && (
        <Text size="xs" c="dimmed">
          {said === null ? (
            told.untold
          ) : (
            <>
              {told.told(countText(said.used), countText(said.limit))} <Time at={said.seenAt} />
            </>
          )}
        </Text>
      )}
    </>
  );
}
