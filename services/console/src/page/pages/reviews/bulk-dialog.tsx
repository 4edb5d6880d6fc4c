import type { Reason } from "@fieldwork/contracts/page";
import { Button, List, Modal, SegmentedControl, Stack, Text, useMatches } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { client } from "../../app/client.ts";
import { useOrder } from "../../app/use-api.ts";
import { useFieldLabels } from "../../app/use-field-labels.ts";
import { texts } from "../../texts.ts";
import { DialogEnd } from "../../ui/dialog-end.tsx";
import { Loaded } from "../../ui/states.tsx";
import type { ReviewSearch } from "./review-search.ts";

const told = texts.reviews.bulk;
const kinds = ["approve", "keep", "reject"] as const;
type Kind = (typeof kinds)[number];

/** One decision about all that match: shown with its count first, then given about exactly those. */
export function BulkDialog({
  filter: { connection, object, field, reason },
  close,
}: {
  filter: ReviewSearch;
  close: () => void;
}): ReactNode {
  const [kind, setKind] = useState<Kind>("approve");
  const labelOf = useFieldLabels();
  const orientation = useMatches({ base: "vertical", xs: "horizontal" } as const);
  const filter = {
    ...(connection !== undefined && { connection }),
    ...(object !== undefined && { object }),
    ...(field !== undefined && { field }),
    // The API refuses what is none.
    ...(reason !== undefined && { reason: reason as Reason["code"] }),
  };
  const body = { filter, decision: { kind } };
  const preview = useQuery({
    queryKey: ["reviews.preview", body],
    queryFn: ({ signal }) => client.call("reviews.preview", { body, signal }),
    gcTime: 0,
  });
  const order = useOrder("reviews.decide-all", {
    done: ({ outcomes }) =>
      told.done(outcomes.filter(({ refused }) => refused === undefined).length),
    changes: ["reviews.list"],
    onDone: close,
    // What waits may have changed since: it is shown anew, and nothing was decided.
    onFailed: () => void preview.refetch(),
  });
  return (
    <Modal opened onClose={close} title={told.title} size="lg">
      <Stack gap="sm">
        <SegmentedControl
          aria-label={told.decision}
          orientation={orientation}
          data={kinds.map((value) => ({ value, label: told.kinds[value] }))}
          value={kind}
          onChange={(value) => setKind(value as Kind)}
        />
        <Loaded query={preview}>
          {({ count, samples, refused, seen }) => (
            <>
              <Text size="sm">{told.would(count, kind, samples.length)}</Text>
              <List size="sm" spacing={4}>
                {samples.map((sample) => (
                  <List.Item key={`${sample.workId} ${sample.field}`} className="breaks">
                    {told.sample(
                      sample.title ?? sample.ref.id,
                      labelOf({ field: sample.field, object: sample.ref.object }),
                      sample,
                    )}
                  </List.Item>
                ))}
              </List>
              {Object.entries(refused).map(([why, many]) => (
                <Text key={why} size="sm" c="dimmed">
                  {told.refused(many, why)}
                </Text>
              ))}
              <DialogEnd close={close}>
                <Button
                  disabled={count === 0}
                  loading={order.isPending}
                  onClick={() => order.mutate({ body: { ...body, seen } })}
                >
                  {told.order(count, kind)}
                </Button>
              </DialogEnd>
            </>
          )}
        </Loaded>
      </Stack>
    </Modal>
  );
}
