import { roles } from "@fieldwork/contracts/page";
import {
  Button,
  Code,
  Group,
  Modal,
  NumberInput,
  Select,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type FormEvent, type ReactNode, useState } from "react";
import { useApi, useOrder } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";

const told = texts.settings.tokens;
type Role = (typeof roles)[number];
const defaultDays = 90;

/** What lets programs ask the API in somebody's name. */
export function Tokens(): ReactNode {
  const tokens = useApi("tokens.list", {});
  const [isOpen, dialog] = useDisclosure(false);
  const end = useOrder("tokens.revoke", { done: told.ended, changes: ["tokens.list"] });
  return (
    <Section
      title={told.title}
      hint={told.hint}
      actions={
        <Button variant="default" onClick={dialog.open}>
          {told.create}
        </Button>
      }
    >
      <Loaded query={tokens}>
        {({ tokens: rows }) => (
          <Rows
            rows={rows}
            keyOf={({ id }) => id}
            empty={told.none}
            columns={[
              { title: told.name, cell: ({ name }) => name },
              { title: told.owner, cell: ({ owner }) => owner },
              {
                title: told.may,
                cell: ({ role, connection }) => texts.settings.people.grant(role, connection),
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
        )}
      </Loaded>
      {isOpen && <Create close={dialog.close} />}
    </Section>
  );
}

function Create({ close }: { close: () => void }): ReactNode {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [days, setDays] = useState<number | string>(defaultDays);
  const create = useOrder("tokens.create", { changes: ["tokens.list"] });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ body: { name, role, connection: null, days: Number(days) } });
  };
  return (
    <Modal opened onClose={close} title={told.create}>
      {create.data ? (
        <Stack gap="sm">
          <Text size="sm">{told.secretHint}</Text>
          <Code block className="breaks">
            {create.data.secret}
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
            <Select
              label={texts.settings.people.role}
              data={roles.map((value) => ({ value, label: texts.settings.people.roles[value] }))}
              value={role}
              allowDeselect={false}
              onChange={(value) => setRole((value ?? "viewer") as Role)}
            />
            <NumberInput
              label={told.days}
              min={1}
              max={366}
              required
              hideControls
              value={days}
              onChange={setDays}
            />
            <Group justify="flex-end">
              <Button type="submit" loading={create.isPending}>
                {told.create}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
