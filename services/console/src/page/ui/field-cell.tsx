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

/**
 * A value in one line, and in another whose it is, how sure, since when; or why there is none. Of plain elements: a list
 * draws hundreds of them in a frame.
 */
export function FieldCell(view: FieldCellProps): ReactNode {
  const { value, note } = view;
  const hint = note ?? undefined;
  if (value === null)
    return (
      <span className="two-lines aside" title={hint}>
        {note === null ? texts.records.blank : texts.records.blankBecause(note)}
      </span>
    );
  return (
    <>
      <span className="one-line" title={value}>
        {value}
      </span>
      <span className="one-line aside" title={hint}>
        {note ?? <Standing {...view} />}
      </span>
    </>
  );
}

/** Whose a value is, how sure, and since when. */
function Standing({ owner, isPinned, confidence, since }: FieldCellProps): ReactNode {
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
