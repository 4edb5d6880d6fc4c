import { roles } from "@fieldwork/contracts/page";
import { Badge, Button, Code, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type FormEvent, type ReactNode, useState } from "react";
import { useApi, useOrder } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";

const told = texts.settings.people;
type Role = (typeof roles)[number];

/** Who may use Fieldwork, and what they may do. */
export function People(): ReactNode {
  const people = useApi("people.list", {});
  const [isOpen, dialog] = useDisclosure(false);
  return (
    <Section
      title={told.title}
      hint={told.hint}
      actions={
        <Button variant="default" onClick={dialog.open}>
          {told.invite}
        </Button>
      }
    >
      <Loaded query={people}>
        {({ people: rows }) => (
          <Rows
            rows={rows}
            keyOf={({ id }) => id}
            empty={told.none}
            columns={[
              { title: told.name, cell: ({ name }) => name },
              { title: told.email, cell: ({ email }) => email },
              {
                title: told.may,
                cell: ({ grants }) =>
                  grants.map(({ role, connection }) => told.grant(role, connection)).join("; "),
              },
              {
                title: told.state,
                cell: ({ disabledAt, hasSignedUp, id, name }) =>
                  disabledAt === null ? (
                    <Group gap="xs">
                      {!hasSignedUp && <Badge color="gray">{told.noPassword}</Badge>}
                      <Disable id={id} name={name} />
                    </Group>
                  ) : (
                    <Badge color="gray">{told.disabled}</Badge>
                  ),
              },
            ]}
          />
        )}
      </Loaded>
      {isOpen && <Invite close={dialog.close} />}
    </Section>
  );
}

function Disable({ id, name }: { id: string; name: string }): ReactNode {
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
  const [role, setRole] = useState<Role>("viewer");
  const [connection, setConnection] = useState<string | null>(null);
  const filters = useApi("record-filters.list", {});
  const connections = [...new Set(filters.data?.places.map((place) => place.connection))];
  const invite = useOrder("people.invite", { changes: ["people.list"] });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate({ body: { email, name, grants: [{ role, connection }] } });
  };
  return (
    <Modal opened onClose={close} title={told.invite}>
      {invite.data ? (
        <Stack gap="sm">
          <Text size="sm">{told.linkHint(name)}</Text>
          <Code block className="breaks">
            {invite.data.link}
          </Code>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack gap="sm">
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
            <Select
              label={told.role}
              data={roles.map((value) => ({ value, label: told.roles[value] }))}
              value={role}
              allowDeselect={false}
              onChange={(value) => setRole((value ?? "viewer") as Role)}
            />
            <Select
              label={told.connection}
              placeholder={told.everywhere}
              data={connections}
              clearable
              value={connection}
              onChange={setConnection}
            />
            <Group justify="flex-end">
              <Button type="submit" loading={invite.isPending}>
                {told.invite}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
