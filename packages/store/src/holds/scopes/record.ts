import type { HoldScope } from "../hold.ts";

/** One record, as `connection/object/id`. */
export const record: HoldScope = {
  kind: "record",
  covers: (target, { ref }) =>
    ref?.object !== undefined && `${ref.connection}/${ref.object}/${ref.id}` === target,
  coversSql: (work) =>
    `concat_ws('/', ${work}.connection, ${work}.object, ${work}.record_id) = hold.target`,
};
