import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { texts } from "../texts.ts";
import { percentText } from "./money.ts";
import { Time } from "./time.tsx";

interface FieldCellProps {
  value: string | null;
  owner: "fieldwork" | "person" | "cleared-by-person" | null;
  isPinned: boolean;
  confidence: number | null;
  since: string | null;
  note: string | null;
}

/** A value in one line, and in another whose it is, how sure, since when; or why there is none. */
export function FieldCell(view: FieldCellProps): ReactNode {
  const { value, note } = view;
  if (value === null)
    return (
      <Text size="xs" c="dimmed" className="two-lines" title={note ?? undefined}>
        {note === null ? texts.records.blank : texts.records.blankBecause(note)}
      </Text>
    );
  return (
    <>
      <Text size="sm" className="one-line" title={value}>
        {value}
      </Text>
      <Text size="xs" c="dimmed" className="one-line" title={note ?? undefined}>
        {note ?? <Standing {...view} />}
      </Text>
    </>
  );
}

/** Whose a value is, how sure, and since when. */
export function Standing({ owner, isPinned, confidence, since }: FieldCellProps): ReactNode {
  return (
    <>
      {texts.records.owners[owner ?? "nobody"]}
      {isPinned && `, ${texts.records.pinned}`}
      {confidence !== null && ` · ${percentText(confidence)}`}
      {since !== null && (
        <>
          {" · "}
          <Time at={since} />
        </>
      )}
    </>
  );
}
