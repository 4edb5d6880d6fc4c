import type { Reply } from "@fieldwork/contracts/client";
import { Select, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { texts } from "../../texts.ts";
import type { RecordSearch } from "./record-search.ts";
import { useTyped } from "./use-typed.ts";

interface FieldFilterProps {
  fields: Reply<"record-filters.list">["fields"];
  search: RecordSearch;
  /** What stays when the field is another one. */
  within: RecordSearch;
  change: (changed: RecordSearch) => void;
}

const told = texts.records.filters;
const keyOf = (one: { source: string; name: string }) => `${one.source} ${one.name}`;

/** One field and the value that it must have. */
export function FieldFilter({ fields, search, within, change }: FieldFilterProps): ReactNode {
  const { field, value, source = "fields" } = search;
  const chosen = fields.find((one) => one.name === field && one.source === source);
  if (fields.length === 0) return null;
  return (
    <>
      <Select
        label={told.field}
        placeholder={told.anyField}
        data={fields.map((one) => ({ value: keyOf(one), label: one.label }))}
        value={chosen ? keyOf(chosen) : null}
        clearable
        onChange={(key) => {
          const next = fields.find((one) => keyOf(one) === key);
          change(next ? { ...within, field: next.name, source: next.source } : within);
        }}
      />
      {chosen?.options && (
        <Select
          label={told.value}
          placeholder={told.chooseValue}
          data={chosen.options}
          value={value ?? null}
          searchable
          onChange={(next) => {
            if (next !== null) change({ ...search, value: next });
          }}
        />
      )}
      {chosen && !chosen.options && (
        <ValueInput
          key={keyOf(chosen)}
          value={value ?? ""}
          onChange={(text) => {
            const { value: _, ...kept } = search;
            change(text === "" ? kept : { ...kept, value: text });
          }}
        />
      )}
    </>
  );
}

function ValueInput(given: { value: string; onChange: (text: string) => void }): ReactNode {
  const { typed, type } = useTyped(given);
  return (
    <TextInput
      label={told.value}
      value={typed}
      onChange={({ currentTarget }) => type(currentTarget.value)}
    />
  );
}
