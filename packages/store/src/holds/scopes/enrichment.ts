import type { HoldScope } from "../hold.ts";

export const enrichment: HoldScope = {
  kind: "enrichment",
  covers: (target, subject) => subject.enrichment === target,
  coversSql: (work) => `${work}.enrichment = hold.target`,
};
