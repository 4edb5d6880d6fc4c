import { Alert, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { isParked } from "../../app/held-banner.tsx";
import { useApi } from "../../app/use-api.ts";
import { recordContextTexts } from "../../texts/record-context.ts";
import { Unpark } from "../operations/parked.tsx";
import type { RecordParams } from "./record-params.ts";

/** That this record is left alone, why, and the way to let it go on; nothing otherwise. */
export function ParkedNote({
  record: { connection, object, id },
}: {
  record: RecordParams;
}): ReactNode {
  const { data } = useApi("holds.list", {});
  const hold = data?.holds.find(
    (one) => isParked(one) && one.target === `${connection}/${object}/${id}`,
  );
  if (hold === undefined) return null;
  return (
    <Alert color="orange" variant="light" role="status" title={recordContextTexts.parked}>
      <Group justify="space-between" gap="sm">
        <Text size="sm">{hold.why}</Text>
        <Unpark hold={hold} />
      </Group>
    </Alert>
  );
}
