import { Button, Group } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useMay } from "../../app/session.tsx";
import { useOrder } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { connectionOf, type DeadGroup } from "./dead-group.ts";

const told = texts.deadLetters;
const fewTried = 5;

interface GroupActionsProps {
  group: DeadGroup;
  /** It is being replayed: ordering that twice would only fail. */
  isReplayed: boolean;
}

/** What may become of all dead letters of a cause. */
export function GroupActions({ group, isReplayed }: GroupActionsProps): ReactNode {
  const { id, count } = group;
  const connection = connectionOf(group);
  const within = connection === undefined ? {} : { connection };
  const mayOrder = useMay("dead-letters.order", connection);
  const [open, setOpen] = useState<"few" | "all" | "discard" | undefined>();
  const close = () => setOpen(undefined);
  const ordering = { changes: ["dead-letters.list", "replays.list"] as const, onDone: close };
  const replay = useOrder("dead-letters.replay", { ...ordering, done: told.replayed });
  const discard = useOrder("dead-letters.discard", { ...ordering, done: told.discarded });
  if (!mayOrder) return null;
  return (
    <Group gap={6}>
      {!isReplayed && count > fewTried && (
        <Button variant="default" onClick={() => setOpen("few")}>
          {told.replayFive}
        </Button>
      )}
      {!isReplayed && (
        <Button variant="default" onClick={() => setOpen("all")}>
          {told.replayAll(count)}
        </Button>
      )}
      <Button variant="default" onClick={() => setOpen("discard")}>
        {told.discardAll(count)}
      </Button>
      {(open === "few" || open === "all") && (
        <Confirm
          title={open === "few" ? told.fiveTitle : told.replayTitle(count)}
          text={open === "few" ? told.fiveMeaning(count - fewTried) : told.allMeaning(count)}
          action={told.replay}
          isPending={replay.isPending}
          close={close}
          onConfirm={() =>
            replay.mutate({ params: { id }, body: { ...within, goesOn: open === "all" } })
          }
        />
      )}
      {open === "discard" && (
        <Confirm
          title={told.discardTitle(count)}
          text={told.discardMeaning}
          action={told.discard}
          reason={{ label: told.why, isRequired: true }}
          isPending={discard.isPending}
          close={close}
          onConfirm={(why) => discard.mutate({ params: { id }, body: { ...within, why } })}
        />
      )}
    </Group>
  );
}
