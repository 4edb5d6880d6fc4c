import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useMay } from "../../app/session.tsx";
import { useApi, useOrder } from "../../app/use-api.ts";
import { operationsTexts } from "../../texts/operations.ts";
import { Confirm } from "../../ui/confirm.tsx";

const told = operationsTexts.holds;

export type HoldScope = "everything" | "connection" | "enrichment" | "model" | "backfill";

/** Pauses one thing, or lets it go on: whichever is possible now, for whoever may. */
export function HoldOrder({ scope, target }: { scope: HoldScope; target: string }): ReactNode {
  const { data } = useApi("holds.list", {});
  const reach = useMay("holds.order", scope === "connection" ? target : "");
  const [isAsking, setAsking] = useState(false);
  const changes = ["holds.list"] as const;
  const place = useOrder("holds.place", {
    ...{ done: told.placed, changes },
    onDone: () => setAsking(false),
  });
  const lift = useOrder("holds.lift", { done: told.lifted, changes });
  if (!reach || data === undefined) return null;
  const isHeld = data.holds.some((one) => one.scope === scope && one.target === target);
  if (isHeld)
    return (
      <Button
        variant="default"
        aria-label={told.liftNamed(scope, target)}
        loading={lift.isPending}
        onClick={() => lift.mutate({ body: { scope, target } })}
      >
        {told.lift}
      </Button>
    );
  return (
    <>
      <Button
        variant="default"
        aria-label={told.pauseNamed(scope, target)}
        onClick={() => setAsking(true)}
      >
        {told.pause}
      </Button>
      {isAsking && (
        <Confirm
          title={told.confirm.paused(scope, target)}
          text={told.meaning.paused}
          action={told.actions.paused}
          reason={{ label: told.why, isRequired: false }}
          isPending={place.isPending}
          close={() => setAsking(false)}
          onConfirm={(why) =>
            place.mutate({ body: { scope, target, action: "paused", ...(why !== "" && { why }) } })
          }
        />
      )}
    </>
  );
}
