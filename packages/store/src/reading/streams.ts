import type { StreamGap } from "@fieldwork/contracts";
import { gapOrderer } from "../reconciliations/reconciliations.ts";
import type { Reader } from "./reader.ts";

/** The stream of changes of one object, where its CRM pushes what changes. */
export interface StreamView {
  connection: string;
  object: string;
  /** When what was pushed was kept last, with where to go on; null: nothing was yet, or the CRM calls us. */
  heardAt: Date | null;
  /** When it could not say which records have changed, so that all were compared; null: never. */
  gapAt: Date | null;
  /** Why it could not; null: never, or from before that was noted. */
  gap: StreamGap | null;
  /** Records that it hinted at and that are not read yet; at most as many as are counted. */
  hints: number;
}

export const hintsCounted = 10_000;

/** Of each object that a CRM pushes, or has pushed. */
export async function listStreams(reader: Pick<Reader, "query">): Promise<StreamView[]> {
  return reader.query(
    `with pushed as (
       select connection, object from stream_position
       union select connection, object from reconciliation where ordered_by = $1 or gap is not null
       union select distinct connection, object from change_hint
     )
     select connection, object, position.saved_at as "heardAt", gap.at as "gapAt", gap.why as gap, waiting.hints
     from pushed left join stream_position as position using (connection, object)
     left join lateral (
       select ordered_at as at, one.gap as why from reconciliation as one
       where (one.connection, one.object) = (pushed.connection, pushed.object)
         and (ordered_by = $1 or one.gap is not null)
       order by ordered_at desc limit 1
     ) as gap on true
     cross join lateral (
       select count(*)::int as hints from (
         select from change_hint as hint
         where (hint.connection, hint.object) = (pushed.connection, pushed.object) limit $2
       ) as told
     ) as waiting
     order by connection, object`,
    [gapOrderer, hintsCounted],
  );
}
