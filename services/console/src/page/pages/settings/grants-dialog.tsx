import { Button, Group, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useOrder } from "../../app/use-api.ts";
import { settingsTexts } from "../../texts/settings.ts";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { type Grant, GrantFields, leastGrant } from "./grant-fields.tsx";
import type { Person } from "./people.tsx";

const told = settingsTexts.people;
const changes = ["people.list", "session.show"] as const;

/** What somebody may do: grants are taken away, and one more is given. */
export function GrantsDialog({
  person: { id, name, grants },
  close,
}: {
  person: Person;
  close: () => void;
}): ReactNode {
  const [grant, setGrant] = useState<Grant>(leastGrant);
  const give = useOrder("people.grant", { changes });
  const revoke = useOrder("people.revoke", { changes });
  return (
    <FormDialog
      title={told.grantsTitle(name)}
      action={told.add}
      isPending={give.isPending}
      onSubmit={() => give.mutate({ params: { id }, body: grant })}
      close={close}
    >
      {grants.length === 0 && <Text size="sm">{told.noGrants}</Text>}
      <ul className="plain">
        {grants.map((one) => {
          const text = told.grant(one.role, one.connection);
          return (
            <Group key={text} component="li" justify="space-between" wrap="nowrap" py={3}>
              <Text size="sm" className="breaks">
                {text}
              </Text>
              <Button
                variant="default"
                aria-label={told.revokeNamed(text)}
                loading={revoke.isPending}
                onClick={() => revoke.mutate({ params: { id }, body: one })}
              >
                {told.revoke}
              </Button>
            </Group>
          );
        })}
      </ul>
      <GrantFields grant={grant} onChange={setGrant} />
    </FormDialog>
  );
}
