import type { Reply } from "@fieldwork/contracts/client";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { client } from "../../app/client.ts";
import { useOrder } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { Loaded } from "../../ui/states.tsx";
import { type FieldDetail, type RecordParams, refOf } from "./record-params.ts";

interface DialogProps {
  record: RecordParams;
  view: FieldDetail;
  close: () => void;
}

const told = texts.record.undo;

/** Gives a field back what it had before our last write: shown first, then done exactly so. */
export function UndoDialog({ record, view: { field, label }, close }: DialogProps): ReactNode {
  const { connection, object, id } = refOf(record);
  const filter = { connection, object, recordId: id, field };
  const preview = useQuery({
    queryKey: ["undo.preview", filter],
    queryFn: ({ signal }) => client.call("undo.preview", { body: { filter }, signal }),
    gcTime: 0,
  });
  const order = useOrder("undo.order", {
    done: texts.record.actions.ordered,
    changes: ["records.fields", "records.timeline"],
    onDone: close,
  });
  return (
    <Modal opened onClose={close} title={told.title(label)}>
      <Loaded query={preview}>
        {(shown) => (
          <Stack gap="sm">
            <Text size="sm" className="breaks">
              {previewText(shown)}
            </Text>
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                {texts.common.cancel}
              </Button>
              {shown.count > 0 && (
                <Button
                  loading={order.isPending}
                  onClick={() => order.mutate({ body: { filter, seen: shown.seen } })}
                >
                  {told.order}
                </Button>
              )}
            </Group>
          </Stack>
        )}
      </Loaded>
    </Modal>
  );
}

function previewText({ samples, leftSamples }: Reply<"undo.preview">): string {
  const [sample] = samples;
  if (sample) return told.would(sample.from, sample.to);
  const [left] = leftSamples;
  return left ? told.left[left.why] : told.nothing;
}
