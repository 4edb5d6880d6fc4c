import { Select, Textarea } from "@mantine/core";
import type { ReactNode } from "react";
import { useApi } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";

const told = texts.record.correct;

interface ValueFieldProps {
  /** As the CRM calls it. */
  field: string;
  object: string;
  value: string;
  onChange: (value: string) => void;
}

/** Where a person says what a field is to hold; one of its options, where it has some. */
export function ValueField({ field, object, value, onChange }: ValueFieldProps): ReactNode {
  const filters = useApi("record-filters.list", {});
  const options = filters.data?.fields.find(
    (one) => one.source === "outputs" && one.name === field && one.object === object,
  )?.options;
  if (options)
    return (
      <Select
        label={told.value}
        data={options}
        value={value === "" ? null : value}
        searchable
        clearable
        data-autofocus
        onChange={(next) => onChange(next ?? "")}
      />
    );
  return (
    <Textarea
      label={told.value}
      description={told.hint}
      autosize
      minRows={2}
      data-autofocus
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
