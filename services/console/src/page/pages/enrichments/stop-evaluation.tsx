import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useMay } from "../../app/session.tsx";
import { useOrder } from "../../app/use-api.ts";
import { evaluationTexts as told } from "../../texts/evaluations.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { countText } from "../../ui/money.ts";

/** Ends an evaluation that is under way. */
export function StopEvaluation({ id, open }: { id: string; open: number }): ReactNode {
  const mayStop = useMay("evaluations.order");
  const [isAsked, setAsked] = useState(false);
  const stop = useOrder("evaluations.stop", {
    changes: ["evaluations.list", "evaluations.show"],
    onDone: () => setAsked(false),
  });
  if (!mayStop) return null;
  return (
    <>
      <Button variant="default" onClick={() => setAsked(true)}>
        {told.stop}
      </Button>
      {isAsked && (
        <Confirm
          title={told.stop}
          text={told.stopText(countText(open))}
          action={told.stop}
          isPending={stop.isPending}
          close={() => setAsked(false)}
          onConfirm={() => stop.mutate({ params: { id } })}
        />
      )}
    </>
  );
}
