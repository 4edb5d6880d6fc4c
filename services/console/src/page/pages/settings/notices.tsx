import { Button, Select, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useApi, useOrder } from "../../app/use-api.ts";
import { settingsTexts } from "../../texts/settings.ts";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { Managed } from "../../ui/managed.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";

const told = settingsTexts.notices;
const kinds = ["webhook", "email"] as const;

/** Where notices go, and what people were told. */
export function Notices(): ReactNode {
  const channels = useApi("notice-channels.list", {});
  const notices = useApi("notices.list", { query: { limit: 20 } });
  const remove = useOrder("notice-channels.remove", { changes: ["notice-channels.list"] });
  return (
    <Managed
      title={told.title}
      hint={told.hint}
      add={{ label: told.add, form: (close) => <Add close={close} /> }}
      query={channels}
      rowsOf={({ channels: rows }) => rows}
      keyOf={({ id }) => id}
      empty={told.none}
      columns={[
        { title: told.kind, cell: ({ kind }) => told.kinds(kind) },
        { title: told.target, cell: ({ target }) => target },
        { title: told.addedBy, cell: ({ addedBy }) => addedBy },
        {
          title: told.order,
          cell: ({ id }) => (
            <Button variant="default" onClick={() => remove.mutate({ params: { id } })}>
              {told.remove}
            </Button>
          ),
        },
      ]}
    >
      <Loaded query={notices}>
        {({ notices: rows }) => (
          <Rows
            rows={rows}
            keyOf={({ id }) => id}
            empty={told.noneTold}
            minWidth={420}
            columns={[
              { title: told.at, cell: ({ toldAt }) => <Time at={toldAt} /> },
              { title: told.text, cell: ({ text }) => text },
            ]}
          />
        )}
      </Loaded>
    </Managed>
  );
}

function Add({ close }: { close: () => void }): ReactNode {
  const [kind, setKind] = useState<(typeof kinds)[number]>("webhook");
  const [target, setTarget] = useState("");
  const add = useOrder("notice-channels.add", {
    changes: ["notice-channels.list"],
    onDone: ({ secret }) => {
      if (secret === null) close();
    },
  });
  const secret = add.data?.secret;
  return (
    <FormDialog
      title={told.add}
      action={told.add}
      isPending={add.isPending}
      onSubmit={() => add.mutate({ body: { kind, target } })}
      close={close}
      secret={secret ? { hint: told.secretHint, text: secret } : undefined}
    >
      <Select
        label={told.kind}
        data={kinds.map((value) => ({ value, label: told.kinds(value) }))}
        value={kind}
        allowDeselect={false}
        onChange={(value) => setKind(value === "email" ? "email" : "webhook")}
      />
      <TextInput
        label={told.target}
        required
        data-autofocus
        value={target}
        onChange={({ currentTarget }) => setTarget(currentTarget.value)}
      />
    </FormDialog>
  );
}
