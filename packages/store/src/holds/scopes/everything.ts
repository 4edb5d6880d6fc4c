import type { HoldScope } from "../hold.ts";

export const everything: HoldScope = {
  kind: "everything",
  covers: () => true,
  coversSql: () => "true",
};
