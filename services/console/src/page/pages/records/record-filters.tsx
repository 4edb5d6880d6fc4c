import type { Reply } from "@fieldwork/contracts/client";
import { Button, Group, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { texts } from "../../texts.ts";
import { FieldFilter } from "./field-filter.tsx";
import type { RecordSearch } from "./record-search.ts";
import { useTyped } from "./use-typed.ts";

const told = texts.records.filters;
const shortestSearch = 3;

interface RecordFiltersProps extends Reply<"record-filters.list"> {
  search: RecordSearch;
  /** One connection is looked at at a time. */
  isOfOne: boolean;
}

/** What the records are filtered by: each change is another address, and typing does not fill the history. */
export function RecordFilters({ places, fields, search, isOfOne }: RecordFiltersProps): ReactNode {
  const navigate = useNavigate();
  const change = (changed: RecordSearch) => {
    void navigate({ to: "/records", search: changed, replace: true });
  };
  const { object = "", connection } = search;
  const within = { object, ...(connection !== undefined && { connection }) };
  const objects = [...new Set(places.map((place) => place.object))];
  const connections = [...new Set(places.map((place) => place.connection))];
  const isFiltered = Object.keys(search).some(
    (name) => name !== "object" && !(isOfOne && name === "connection"),
  );
  return (
    <Group gap="sm" align="flex-end" className="filters">
      {objects.length > 1 && (
        <SegmentedControl
          aria-label={told.object}
          data={objects.map((value) => ({ value, label: texts.records.object(value) }))}
          value={object}
          onChange={(value) => change({ ...within, object: value })}
        />
      )}
      <SearchInput
        key={object}
        value={search.search ?? ""}
        onChange={(text) => change(text === "" ? within : { ...within, search: text })}
      />
      {connections.length > 1 && (
        <Select
          label={told.connection}
          placeholder={told.anyConnection}
          data={connections}
          value={connection ?? null}
          clearable={!isOfOne}
          allowDeselect={!isOfOne}
          onChange={(value) => {
            const { connection: _, ...kept } = search;
            change(value === null ? kept : { ...kept, connection: value });
          }}
        />
      )}
      <FieldFilter
        fields={fields.filter((one) => one.object === object)}
        {...{ search, change, within }}
      />
      {isFiltered && (
        <Button variant="subtle" size="sm" onClick={() => change(isOfOne ? within : { object })}>
          {told.clear}
        </Button>
      )}
    </Group>
  );
}

function SearchInput({
  value,
  onChange,
}: {
  value: string;
  onChange: (text: string) => void;
}): ReactNode {
  // Shorter words are found by no index.
  const isEnough = (text: string) => text.length === 0 || text.length >= shortestSearch;
  const { typed, type } = useTyped({ value, onChange, isEnough });
  return (
    <TextInput
      label={told.search}
      placeholder={told.searchHint}
      type="search"
      value={typed}
      onChange={({ currentTarget }) => type(currentTarget.value)}
    />
  );
}
