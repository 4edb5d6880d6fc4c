import { Checkbox, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useOrder } from "../../app/use-api.ts";
import { verdictTexts as told } from "../../texts/verdicts.ts";
import { FormDialog } from "../../ui/form-dialog.tsx";
import type { Compared } from "./compared.ts";

interface CompareDialogProps {
  of: Compared;
  title: string;
  close: () => void;
}

/** Has an object compared with its CRM now. */
export function CompareDialog({ of, title, close }: CompareDialogProps): ReactNode {
  const { connection, object, verdict } = of;
  const [isWhole, setWhole] = useState(false);
  const [endsAreConfirmed, setConfirmed] = useState(false);
  const order = useOrder("reconciliations.order", {
    done: told.ordered,
    changes: ["reconciliations.list"],
    onDone: close,
  });
  return (
    <FormDialog
      title={title}
      action={told.compare}
      isPending={order.isPending}
      onSubmit={() => order.mutate({ body: { connection, object, isWhole, endsAreConfirmed } })}
      close={close}
    >
      <Text size="sm">{told.meaning}</Text>
      <Checkbox
        label={told.whole}
        description={told.wholeHint}
        checked={isWhole}
        onChange={({ currentTarget }) => setWhole(currentTarget.checked)}
      />
      {verdict?.state === "asks" && (
        <Checkbox
          label={told.ends}
          description={told.endsHint(verdict.ended)}
          checked={endsAreConfirmed}
          onChange={({ currentTarget }) => setConfirmed(currentTarget.checked)}
        />
      )}
    </FormDialog>
  );
}
