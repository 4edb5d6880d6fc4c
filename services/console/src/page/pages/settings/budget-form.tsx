import { NumberInput, Select, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useOrder } from "../../app/use-api.ts";
import { settingsTexts } from "../../texts/settings.ts";
import { FormDialog } from "../../ui/form-dialog.tsx";
import type { Limit } from "./budgets.tsx";

const told = settingsTexts.budgets;
const nanoPerUsd = 1_000_000_000;
const hourMs = 3_600_000;

type Of = keyof typeof told.of;
type Per = keyof typeof told.pers;

/** Sets a limit: another, or that of a budget. */
export function BudgetForm({ limit, close }: { limit?: Limit; close: () => void }): ReactNode {
  const [of, setOf] = useState<Of>(limit?.of ?? "total");
  const [name, setName] = useState(limit?.name ?? "");
  const [per, setPer] = useState<Per>((limit?.per as Per | undefined) ?? "day");
  const [usd, setUsd] = useState<number | string>(
    limit ? Number(limit.limitNanoUsd) / nanoPerUsd : "",
  );
  const [hours, setHours] = useState<number | string>("");
  const set = useOrder("budgets.set", {
    done: told.done,
    changes: ["budgets.list"],
    onDone: close,
  });
  const submit = () =>
    set.mutate({
      body: {
        ...{ of, per, name: name === "" ? null : name },
        limitNanoUsd: String(Math.round(Number(usd) * nanoPerUsd)),
        until: hours === "" ? null : new Date(Date.now() + Number(hours) * hourMs).toISOString(),
      },
    });
  return (
    <FormDialog
      title={told.add}
      action={told.add}
      isPending={set.isPending}
      onSubmit={submit}
      close={close}
    >
      <Choice label={told.budget} names={told.of} value={of} isFixed={!!limit} onChange={setOf} />
      {of !== "total" && (
        <TextInput
          label={told.name}
          description={told.nameHint}
          disabled={limit !== undefined}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
      )}
      <Choice label={told.per} names={told.pers} value={per} isFixed={!!limit} onChange={setPer} />
      <NumberInput
        label={told.usd}
        required
        min={0}
        hideControls
        data-autofocus
        value={usd}
        onChange={setUsd}
      />
      <NumberInput
        label={told.hours}
        description={told.hoursHint}
        min={1}
        hideControls
        value={hours}
        onChange={setHours}
      />
    </FormDialog>
  );
}

function Choice<Name extends string>({
  label,
  names,
  value,
  isFixed,
  onChange,
}: {
  label: string;
  names: Readonly<Record<Name, string>>;
  value: Name;
  /** Which budget it is does not change. */
  isFixed: boolean;
  onChange: (value: Name) => void;
}): ReactNode {
  const data = (Object.keys(names) as Name[]).map((one) => ({ value: one, label: names[one] }));
  return (
    <Select
      {...{ label, data, value }}
      disabled={isFixed}
      allowDeselect={false}
      onChange={(chosen) => onChange((chosen ?? value) as Name)}
    />
  );
}
