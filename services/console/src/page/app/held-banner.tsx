import { Alert, List } from "@mantine/core";
import type { ReactNode } from "react";
import { texts } from "../texts.ts";
import { useApi } from "./use-api.ts";

/** On every page, while people hold something. */
export function HeldBanner(): ReactNode {
  const { data } = useApi("holds.list", {});
  if (!data || data.holds.length === 0) return null;
  return (
    <Alert color="orange" variant="light" role="status" mb="md" p="sm" title={texts.holds.banner}>
      <List size="sm" listStyleType="none">
        {data.holds.map((hold) => (
          <List.Item key={`${hold.scope} ${hold.target}`}>{texts.holds.one(hold)}</List.Item>
        ))}
      </List>
    </Alert>
  );
}
