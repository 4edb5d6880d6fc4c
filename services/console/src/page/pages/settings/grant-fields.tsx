import { type Role, roles } from "@fieldwork/contracts/page";
import { Select } from "@mantine/core";
import type { ReactNode } from "react";
import { useApi } from "../../app/use-api.ts";
import { settingsTexts } from "../../texts/settings.ts";

const told = settingsTexts.people;

export interface Grant {
  role: Role;
  /** Null for all connections. */
  connection: string | null;
}

export const leastGrant: Grant = { role: "viewer", connection: null };

/** A role, and where. */
export function GrantFields({
  grant,
  onChange,
}: {
  grant: Grant;
  onChange: (grant: Grant) => void;
}): ReactNode {
  const filters = useApi("record-filters.list", {});
  const connections = [...new Set(filters.data?.places.map((place) => place.connection))];
  return (
    <>
      <Select
        label={told.role}
        data={roles.map((value) => ({ value, label: told.roles[value] }))}
        value={grant.role}
        allowDeselect={false}
        onChange={(value) => onChange({ ...grant, role: (value ?? "viewer") as Role })}
      />
      <Select
        label={told.connection}
        placeholder={told.everywhere}
        data={connections}
        clearable
        value={grant.connection}
        onChange={(connection) => onChange({ ...grant, connection })}
      />
    </>
  );
}
