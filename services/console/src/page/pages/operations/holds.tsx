import type { Reply } from "@fieldwork/contracts/client";
import { Button, Group, Select, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { holdText, isParked } from "../../app/held-banner.tsx";
import { useMay, useReach } from "../../app/session.tsx";
import { useApi, useOrder } from "../../app/use-api.ts";
import { operationsTexts } from "../../texts/operations.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";

const told = operationsTexts.holds;
const scopes = ["everything", "connection", "enrichment", "model", "backfill", "record"] as const;
type Scope = (typeof scopes)[number];
type Hold = Reply<"holds.list">["holds"][number];

/** What people hold, and the orders to hold and to let go on. */
export function Holds(): ReactNode {
  const holds = useApi("holds.list", {});
  const mayOrder = useMay("holds.order");
  return (
    <Section id="holds" title={told.title} hint={told.hint} actions={mayOrder && <Place />}>
      <Loaded query={holds}>
        {({ holds: rows }) => (
          <Rows
            rows={rows.filter((hold) => !isParked(hold))}
            keyOf={({ scope, target }) => `${scope} ${target}`}
            empty={told.none}
            columns={[
              { title: told.what, cell: holdText },
              { title: told.since, cell: ({ since }) => <Time at={since} /> },
              {
                title: told.order,
                isOrder: true,
                cell: (hold) => <Lift hold={hold} />,
              },
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}

/** For whoever may: what is of no connection concerns all of them. */
function Lift({ hold: { scope, target } }: { hold: Hold }): ReactNode {
  const mayOrder = useMay("holds.order", connectionOf(scope, target));
  const lift = useOrder("holds.lift", { done: told.lifted, changes: ["holds.list"] });
  if (!mayOrder) return null;
  return (
    <Button
      variant="default"
      loading={lift.isPending}
      onClick={() => lift.mutate({ body: { scope: scope as Scope, target } })}
    >
      {told.lift}
    </Button>
  );
}

function connectionOf(scope: string, target: string): string {
  const [connection = ""] = target.split("/");
  return scope === "connection" || scope === "record" ? connection : "";
}

/** Everybody may hold what is theirs: whoever reaches one connection alone holds that. */
function Place(): ReactNode {
  const reach = useReach("holds.order");
  const offered = reach === "all" ? scopes : (["connection"] as const);
  const [scope, setScope] = useState<Scope>(offered[0] ?? "connection");
  const [target, setTarget] = useState("");
  const [action, setAction] = useState<"paused" | "killed" | undefined>();
  const place = useOrder("holds.place", {
    done: told.placed,
    changes: ["holds.list"],
    onDone: () => setAction(undefined),
  });
  const isNamed = scope === "everything" || target.trim() !== "";
  const named = scope === "everything" ? "" : target.trim();
  return (
    <Group gap="xs" align="flex-end">
      <Select
        aria-label={told.scope}
        data={offered.map((value) => ({ value, label: told.scopes[value] }))}
        value={scope}
        w={140}
        size="xs"
        allowDeselect={false}
        onChange={(value) => setScope((value ?? "everything") as Scope)}
      />
      {scope !== "everything" && (
        <TextInput
          aria-label={told.target}
          placeholder={told.target}
          size="xs"
          w={150}
          value={target}
          onChange={({ currentTarget }) => setTarget(currentTarget.value)}
        />
      )}
      <Button variant="default" disabled={!isNamed} onClick={() => setAction("paused")}>
        {told.pause}
      </Button>
      <Button variant="default" disabled={!isNamed} onClick={() => setAction("killed")}>
        {told.kill}
      </Button>
      {action && (
        <Confirm
          title={told.confirm[action](scope, named)}
          text={told.meaning[action]}
          action={told.actions[action]}
          reason={{ label: told.why, isRequired: false }}
          isPending={place.isPending}
          close={() => setAction(undefined)}
          onConfirm={(why) =>
            place.mutate({
              body: { scope, target: named, action, ...(why !== "" && { why }) },
            })
          }
        />
      )}
    </Group>
  );
}
