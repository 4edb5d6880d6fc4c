import { Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useMay } from "../../app/session.tsx";
import { useApi, useOrder } from "../../app/use-api.ts";
import { enrichmentTexts } from "../../texts/enrichments.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { Section } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Changes } from "./changes.tsx";

const told = enrichmentTexts.difference;

interface DifferenceProps {
  name: string;
  from: string | undefined;
  to: string;
  /** The version that is current. */
  current: string;
}

/** What differs between two versions; with the leave to release the one that is not current. */
export function Difference({ name, from, to, current }: DifferenceProps): ReactNode {
  const query = from === undefined ? { to } : { from, to };
  const difference = useApi("definitions.diff", { params: { name }, query });
  const mayRelease = useMay("definitions.release");
  return (
    <Loaded query={difference}>
      {({ changes, ...shown }) => (
        <Section
          title={told.title(shown.from, shown.to)}
          actions={
            <Group gap={6}>
              {mayRelease && shown.from === current && shown.to !== current && (
                <Release name={name} hash={shown.to} seen={current} />
              )}
              <Close name={name} />
            </Group>
          }
        >
          <Changes changes={changes} />
        </Section>
      )}
    </Loaded>
  );
}

function Close({ name }: { name: string }): ReactNode {
  return (
    <Button
      variant="subtle"
      renderRoot={(props) => (
        <Link
          to="/enrichments/$name"
          params={{ name }}
          search={({ from: _, to: __, ...kept }) => kept}
          resetScroll={false}
          {...props}
        />
      )}
    >
      {told.close}
    </Button>
  );
}

function Release({ name, hash, seen }: { name: string; hash: string; seen: string }): ReactNode {
  const [isOpen, dialog] = useDisclosure(false);
  const release = useOrder("definitions.release", {
    done: told.released,
    onDone: dialog.close,
    changes: ["definitions.list", "definitions.show", "definitions.diff"],
  });
  return (
    <>
      <Button onClick={dialog.open}>{told.release}</Button>
      {isOpen && (
        <Confirm
          title={told.confirm(name, hash)}
          text={told.meaning}
          action={told.release}
          isPending={release.isPending}
          close={dialog.close}
          onConfirm={() => release.mutate({ params: { name }, body: { hash, seen } })}
        />
      )}
    </>
  );
}
