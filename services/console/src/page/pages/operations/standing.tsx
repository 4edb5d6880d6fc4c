import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useApi } from "../../app/use-api.ts";
import { operationsTexts } from "../../texts/operations.ts";
import { Time } from "../../ui/time.tsx";
import { type Held, holdOver } from "./hold-over.ts";

const told = operationsTexts.standing;

/** How often is read again what no event tells of. */
export const liveMs = 5000;
/** Of what looks at many calls. */
export const weatherMs = 15_000;

interface Closed {
  until: string;
  why: string | null;
  /** It is left alone for a time, and nothing of its own is wrong. */
  isRest?: boolean;
}

interface StandingProps {
  held: Held;
  closed: Closed | null;
  /** What it is if it is neither. */
  open?: string;
}

/** Whether something takes work: held by people, closed until when and why, or open. */
export function Standing({ held, closed, open = told.open }: StandingProps): ReactNode {
  const { data } = useApi("holds.list", {});
  const hold = data && holdOver(data.holds, held);
  if (hold)
    return (
      <Text size="sm" fw={600}>
        {told.held[hold.action](hold.heldBy, hold.target === held.target ? null : hold.target)}
      </Text>
    );
  return closed ? <ClosedText {...closed} /> : <Text size="sm">{open}</Text>;
}

/** Why, and until when; once that is over, a check decides. */
export function ClosedText({ until, why, isRest = false }: Closed): ReactNode {
  const isOver = Date.parse(until) <= Date.now();
  return (
    <Text size="sm" fw={600}>
      {isOver ? (
        told.halfOpen(why)
      ) : (
        <>
          {isRest ? told.rests(why) : told.closed(why)} <Time at={until} />
        </>
      )}
    </Text>
  );
}
