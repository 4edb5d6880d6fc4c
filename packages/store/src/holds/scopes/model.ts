import type { HoldScope } from "../hold.ts";

/**
 * A lane, or one model of it as `provider/model`. Answers that it gave are written all the same. Which
 * model is asked is known only as the call leaves: a row of `work` knows its lane.
 */
export const model: HoldScope = {
  kind: "model",
  covers: (target, subject) =>
    subject.model !== null && (subject.model === target || subject.model.startsWith(`${target}/`)),
  coversSql: (work) => `${work}.lane is not distinct from hold.target`,
};
