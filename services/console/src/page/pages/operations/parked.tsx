import type { Reply } from "@fieldwork/contracts/client";
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { isParked } from "../../app/held-banner.tsx";
import { useMay } from "../../app/session.tsx";
import { useApi, useOrder } from "../../app/use-api.ts";
import { operationsTexts } from "../../texts/operations.ts";
import { Section } from "../../ui/page.tsx";
import { RecordLink } from "../../ui/record-link.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";

const told = operationsTexts.parked;

type Hold = Reply<"holds.list">["holds"][number];

/** Records that changed again after each of our writes, and are left alone until somebody lets them go on. */
export function Parked(): ReactNode {
  const holds = useApi("holds.list", {});
  return (
    <Section id="parked" title={told.title} hint={told.hint}>
      <Loaded query={holds}>
        {({ holds: rows }) => (
          <Rows
            rows={rows.filter(isParked)}
            keyOf={({ target }) => target}
            empty={told.none}
            minWidth={620}
            columns={[
              { title: told.record, cell: ({ target }) => <Parkee target={target} /> },
              { title: told.why, isText: true, cell: ({ why }) => why },
              { title: told.since, cell: ({ since }) => <Time at={since} /> },
              { title: told.order, isOrder: true, cell: (hold) => <Unpark hold={hold} /> },
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}

function Parkee({ target }: Pick<Hold, "target">): ReactNode {
  const [connection = "", object = "", ...id] = target.split("/");
  return <RecordLink record={{ connection, object, id: id.join("/") }} label={target} />;
}

export function Unpark({ hold: { target } }: { hold: Hold }): ReactNode {
  const [connection = ""] = target.split("/");
  const mayOrder = useMay("holds.order", connection);
  const lift = useOrder("holds.lift", { done: told.lifted, changes: ["holds.list"] });
  if (!mayOrder) return null;
  return (
    <Button
      variant="default"
      aria-label={told.liftNamed(target)}
      loading={lift.isPending}
      onClick={() => lift.mutate({ body: { scope: "record", target } })}
    >
      {told.lift}
    </Button>
  );
}
