import type { HoldScope } from "../hold.ts";

/** A kind of scope more than the registry has: a whole trial of what adding one takes. */
export const object: HoldScope = {
  kind: "object",
  covers: (target, { ref }) => ref?.object === target,
  coversSql: (work) => `${work}.object = hold.target`,
};
