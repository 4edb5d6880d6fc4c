import { Button, Code, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type FormEvent, type ReactNode, useState } from "react";
import { useApi, useOrder } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";

const told = texts.settings.notices;

/** Where notices go, and what people were told. */
export function Notices(): ReactNode {
  const channels = useApi("notice-channels.list", {});
  const notices = useApi("notices.list", { query: { limit: 20 } });
  const [isOpen, dialog] = useDisclosure(false);
  const remove = useOrder("notice-channels.remove", { changes: ["notice-channels.list"] });
  return (
    <Section
      title={told.title}
      hint={told.hint}
      actions={
        <Button variant="default" onClick={dialog.open}>
          {told.add}
        </Button>
      }
    >
      <Loaded query={channels}>
        {({ channels: rows }) => (
          <Rows
            rows={rows}
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
          />
        )}
      </Loaded>
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
      {isOpen && <Add close={dialog.close} />}
    </Section>
  );
}

function Add({ close }: { close: () => void }): ReactNode {
  const [kind, setKind] = useState<"webhook" | "email">("webhook");
  const [target, setTarget] = useState("");
  const add = useOrder("notice-channels.add", {
    changes: ["notice-channels.list"],
    onDone: ({ secret }) => {
      if (secret === null) close();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate({ body: { kind, target } });
  };
  return (
    <Modal opened onClose={close} title={told.add}>
      {add.data?.secret ? (
        <Stack gap="sm">
          <Text size="sm">{told.secretHint}</Text>
          <Code block className="breaks">
            {add.data.secret}
          </Code>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack gap="sm">
            <Select
              label={told.kind}
              data={(["webhook", "email"] as const).map((value) => ({
                value,
                label: told.kinds(value),
              }))}
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
            <Group justify="flex-end">
              <Button type="submit" loading={add.isPending}>
                {told.add}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
