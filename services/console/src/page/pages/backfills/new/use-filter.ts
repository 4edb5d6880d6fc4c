import type { CallArgs, Reply } from "@fieldwork/contracts/client";
import type { RecordFilter } from "@fieldwork/contracts/page";
import { useDebouncedValue } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../../app/use-api.ts";
import { type DraftGroup, draftOf, type WrittenDraft, writeDraft } from "./draft.ts";

const typingMs = 80;
/** Longer ones, as with very many ids, go to the API as JSON and into no address. */
export const mostTextChars = 3000;

type Checked = Reply<"filters.check">;
export type FilterArgs = CallArgs<"filters.count">["body"];

export interface FilterState {
  draft: DraftGroup;
  written: WrittenDraft;
  change: (draft: DraftGroup) => void;
  /** Undefined while it is written by field. */
  text: string | undefined;
  changeText: (text: string) => void;
  /** Between the two ways of writing it; false where the text cannot be read. */
  showText: () => void;
  showRows: () => boolean;
  /** What the API says of what was written last; undefined until it has. */
  checked: Checked | undefined;
  checkError: Error | null;
  /** How many match; undefined until that is known. */
  records: number | undefined;
  countError: Error | null;
  /** What to order, as the API takes it. */
  asked: RecordFilter | string;
  /** Why it cannot be ordered yet. */
  wants: "unfinished" | "wrong" | "counting" | "none" | undefined;
}

/** A filter that is being written, by field or as text, checked and counted as it grows. */
export function useFilter(
  of: { enrichment: string; connection: string },
  addressed: string,
): FilterState {
  // The page has had the address's filter read before.
  const queries = useQueryClient();
  const [first] = useState(() =>
    queries.getQueryData<Checked>(["filters.check", { body: { ...of, filter: addressed } }]),
  );
  const [draft, setDraft] = useState(() => draftOf(first?.filter ?? { all: [] }));
  const isUnread = addressed !== "" && first?.filter == null;
  const [text, setText] = useState(isUnread ? addressed : undefined);
  const written = writeDraft(draft);
  const asked = text ?? (written.text.length > mostTextChars ? written.filter : written.text);
  const [settled] = useDebouncedValue(asked, typingMs);
  const body = { ...of, filter: settled };
  const check = useApi("filters.check", { body }, { keepsLast: true });
  const isChecked = sameFilter(settled, asked) && !check.isPlaceholderData;
  const checked = isChecked ? check.data : undefined;
  const isRight = checked !== undefined && checked.problems.length === 0;
  const count = useApi("filters.count", { body }, { enabled: isRight });
  const unfinished = text === undefined && written.unfinished.length > 0;
  return {
    ...{ draft, written, text, checked, asked },
    change: setDraft,
    changeText: setText,
    showText: () => setText(written.text),
    showRows() {
      if (!checked?.filter) return false;
      setDraft(draftOf(checked.filter));
      setText(undefined);
      return true;
    },
    checkError: check.error,
    records: isRight ? count.data?.records : undefined,
    countError: count.error,
    wants: whatItWants({ unfinished, checked, records: isRight ? count.data?.records : undefined }),
  };
}

function sameFilter(one: RecordFilter | string, other: RecordFilter | string): boolean {
  return (
    one === other || (typeof one !== "string" && JSON.stringify(one) === JSON.stringify(other))
  );
}

function whatItWants({
  unfinished,
  checked,
  records,
}: {
  unfinished: boolean;
  checked: Checked | undefined;
  records: number | undefined;
}): FilterState["wants"] {
  if (unfinished) return "unfinished";
  if (checked !== undefined && checked.problems.length > 0) return "wrong";
  if (records === undefined) return "counting";
  return records === 0 ? "none" : undefined;
}
