import type { Reply } from "@fieldwork/contracts/client";
import { Badge, Button, Group, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type ReactNode, useState } from "react";
import { useApi, useOrder } from "../../app/use-api.ts";
import { settingsTexts } from "../../texts/settings.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { Managed } from "../../ui/managed.tsx";
import { type Grant, GrantFields, leastGrant } from "./grant-fields.tsx";
import { GrantsDialog } from "./grants-dialog.tsx";

const told = settingsTexts.people;
export type Person = Reply<"people.list">["people"][number];

/** Who may use Fieldwork, and what they may do. */
export function People(): ReactNode {
  const people = useApi("people.list", {});
  return (
    <Managed
      title={told.title}
      hint={told.hint}
      add={{ label: told.invite, form: (close) => <Invite close={close} /> }}
      query={people}
      rowsOf={({ people: rows }) => rows}
      keyOf={({ id }) => id}
      empty={told.none}
      minWidth={760}
      columns={[
        { title: told.name, cell: ({ name }) => name },
        { title: told.email, cell: ({ email }) => email },
        {
          title: told.may,
          cell: ({ grants }) =>
            grants.map(({ role, connection }) => told.grant(role, connection)).join("; "),
        },
        { title: told.state, cell: (person) => <Standing person={person} /> },
      ]}
    />
  );
}

function Standing({ person }: { person: Person }): ReactNode {
  if (person.disabledAt !== null) return <Badge color="gray">{told.disabled}</Badge>;
  return (
    <Group gap="xs" wrap="nowrap">
      {!person.hasSignedUp && <Badge color="gray">{told.noPassword}</Badge>}
      <Grants person={person} />
      <Disable {...person} />
    </Group>
  );
}

function Grants({ person }: { person: Person }): ReactNode {
  const [isOpen, dialog] = useDisclosure(false);
  return (
    <>
      <Button variant="default" aria-label={told.changeNamed(person.name)} onClick={dialog.open}>
        {told.change}
      </Button>
      {isOpen && <GrantsDialog person={person} close={dialog.close} />}
    </>
  );
}

function Disable({ id, name }: Person): ReactNode {
  const [isOpen, dialog] = useDisclosure(false);
  const disable = useOrder("people.disable", {
    changes: ["people.list"],
    onDone: dialog.close,
  });
  return (
    <>
      <Button variant="default" onClick={dialog.open}>
        {told.disable}
      </Button>
      {isOpen && (
        <Confirm
          title={told.disableTitle(name)}
          text={told.disableMeaning}
          action={told.disable}
          isPending={disable.isPending}
          close={dialog.close}
          onConfirm={() => disable.mutate({ params: { id } })}
        />
      )}
    </>
  );
}

function Invite({ close }: { close: () => void }): ReactNode {
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [grant, setGrant] = useState<Grant>(leastGrant);
  const invite = useOrder("people.invite", { changes: ["people.list"] });
  return (
    <FormDialog
      title={told.invite}
      action={told.invite}
      isPending={invite.isPending}
      onSubmit={() => invite.mutate({ body: { email, name, grants: [grant] } })}
      close={close}
      secret={invite.data && { hint: told.linkHint(name), text: invite.data.link }}
    >
      <TextInput
        label={told.name}
        required
        data-autofocus
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <TextInput
        label={told.email}
        type="email"
        required
        value={email}
        onChange={({ currentTarget }) => setEmail(currentTarget.value)}
      />
      <GrantFields grant={grant} onChange={setGrant} />
    </FormDialog>
  );
}
