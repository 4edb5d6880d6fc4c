import type { Reply } from "@fieldwork/contracts/client";
import { type Each, useEach } from "../../app/use-each.ts";

type Listed = Reply<"backfills.list">["backfills"][number];

/** Of every connection that somebody may see, the newest first. */
export function useBackfills(enabled = true): Each<Listed[]> {
  const { data, ...query } = useEach("backfills.list", { permission: "backfills.read", enabled });
  const rows = data?.flatMap(({ backfills }) => backfills);
  return {
    ...query,
    data: rows?.toSorted((one, other) => (one.createdAt < other.createdAt ? 1 : -1)),
  };
}
