import { Button, NumberInput, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useApi, useOrder } from "../../app/use-api.ts";
import { settingsTexts } from "../../texts/settings.ts";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { Managed } from "../../ui/managed.tsx";
import { Time } from "../../ui/time.tsx";
import { type Grant, GrantFields, leastGrant } from "./grant-fields.tsx";

const told = settingsTexts.tokens;
const defaultDays = 90;

/** What lets programs ask the API in somebody's name. */
export function Tokens(): ReactNode {
  const tokens = useApi("tokens.list", {});
  const end = useOrder("tokens.revoke", { done: told.ended, changes: ["tokens.list"] });
  return (
    <Managed
      title={told.title}
      hint={told.hint}
      add={{ label: told.create, form: (close) => <Create close={close} /> }}
      query={tokens}
      rowsOf={({ tokens: rows }) => rows}
      keyOf={({ id }) => id}
      empty={told.none}
      columns={[
        { title: told.name, cell: ({ name }) => name },
        { title: told.owner, cell: ({ owner }) => owner },
        {
          title: told.may,
          cell: ({ role, connection }) => settingsTexts.people.grant(role, connection),
        },
        {
          title: told.used,
          cell: ({ usedAt }) => (usedAt === null ? told.never : <Time at={usedAt} />),
        },
        { title: told.expires, cell: ({ expiresAt }) => <Time at={expiresAt} /> },
        {
          title: told.order,
          cell: ({ id }) => (
            <Button variant="default" onClick={() => end.mutate({ params: { id } })}>
              {told.end}
            </Button>
          ),
        },
      ]}
    />
  );
}

function Create({ close }: { close: () => void }): ReactNode {
  const [name, setName] = useState("");
  const [grant, setGrant] = useState<Grant>(leastGrant);
  const [days, setDays] = useState<number | string>(defaultDays);
  const create = useOrder("tokens.create", { changes: ["tokens.list"] });
  return (
    <FormDialog
      title={told.create}
      action={told.create}
      isPending={create.isPending}
      onSubmit={() => create.mutate({ body: { name, ...grant, days: Number(days) } })}
      close={close}
      secret={create.data && { hint: told.secretHint, text: create.data.secret }}
    >
      <TextInput
        label={told.name}
        required
        data-autofocus
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <GrantFields grant={grant} onChange={setGrant} />
      <NumberInput
        label={told.days}
        min={1}
        max={366}
        required
        hideControls
        value={days}
        onChange={setDays}
      />
    </FormDialog>
  );
}
