import type { CrmRecord } from "@fieldwork/contracts";
import { z } from "zod";
import type { Cursor, MatchingPage, ReadMatching, SourceCount } from "../crm-adapter.ts";
import { thoseMatching } from "./value-filter.ts";

const token = z.object({ at: z.int().min(0) });

/** The next page of a list of ids: those of the records that are there and match. */
export async function readByIds(
  ids: readonly string[],
  { filter, token: from, limit }: ReadMatching,
  read: (ids: readonly string[]) => Promise<CrmRecord[]>,
): Promise<MatchingPage> {
  const at = placeIn(from);
  const next = ids.slice(at, at + limit);
  const records = next.length === 0 ? [] : await read(next);
  const end = at + next.length;
  return {
    records: thoseMatching(filter, records),
    token: end < ids.length ? { at: end } : null,
  };
}

function placeIn(from: Cursor | null): number {
  const parsed = token.safeParse(from);
  return parsed.success ? parsed.data.at : 0;
}

export function countOfIds(ids: readonly string[]): SourceCount {
  const why = "of the records that are named, some may be gone, or not match";
  return { count: ids.length, is: "at-most", why };
}
