import type { HoldScope } from "../hold.ts";

export const connection: HoldScope = {
  kind: "connection",
  covers: (target, { ref }) => ref?.connection === target,
  coversSql: (work) => `${work}.connection = hold.target`,
};
