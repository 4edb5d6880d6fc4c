import type { Reply } from "@fieldwork/contracts/client";
import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type ReactNode, useState } from "react";
import { useApi } from "../../app/use-api.ts";
import { useEach } from "../../app/use-each.ts";
import { enrichmentTexts } from "../../texts/enrichments.ts";

const told = enrichmentTexts.tryIt;
const typingMs = 80;
const shortestSearch = 3;
const shownRecords = 8;

interface RecordChoiceProps {
  object: string;
  /** As `connection/object/id`. */
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** Chooses one record of a kind: the newest are offered, or those that a search finds. */
export function RecordChoice({ object, value, onChange }: RecordChoiceProps): ReactNode {
  const [typed, setTyped] = useState("");
  const [text] = useDebouncedValue(typed.trim(), typingMs);
  const search = text.length >= shortestSearch ? { search: text } : {};
  const query = { object, ...search, limit: shownRecords };
  const records = useEach("records.list", { permission: "records.read", query, keepsLast: true });
  const offered = (records.data ?? []).flatMap(({ rows }) => rows).map(optionOf);
  const isOffered = value === undefined || offered.some((one) => one.value === value);
  // Always asked for: where its label changes while somebody types, the field shows that in place of what was typed.
  const chosen = useChosen(value);
  return (
    <Select
      label={told.record}
      placeholder={told.recordHint}
      data={chosen && !isOffered ? [chosen, ...offered] : offered}
      value={value ?? null}
      searchable
      clearable
      // The API has searched.
      filter={({ options }) => options}
      nothingFoundMessage={told.noRecord}
      onSearchChange={(changed) => {
        const isChosen = offered.some(({ label }) => label === changed);
        setTyped(isChosen ? "" : changed);
      }}
      onChange={(key) => onChange(key ?? undefined)}
      w={{ base: "100%", sm: 320 }}
    />
  );
}

/** The record that the address names. */
function useChosen(value: string | undefined): { value: string; label: string } | undefined {
  const [connection = "", object = "", ...rest] = value?.split("/") ?? [];
  const id = rest.join("/");
  const params = { connection, object: object as "company", id };
  const { data } = useApi("records.fields", { params }, { enabled: value !== undefined });
  if (value === undefined) return undefined;
  return { value, label: labelOf(data?.title ?? id, connection) };
}

function optionOf({ ref, title }: Reply<"records.list">["rows"][number]) {
  const { connection, object, id } = ref;
  return {
    value: `${connection}/${object}/${id}`,
    label: labelOf(title ?? id, connection),
  };
}

function labelOf(title: string, connection: string): string {
  return `${title} (${connection})`;
}
