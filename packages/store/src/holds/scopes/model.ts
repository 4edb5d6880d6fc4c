import type { HoldScope } from "../hold.ts";

/**
 * A lane, or one of its models as `provider/model`. Answers that it has given are still written. Which
 * model is asked is known only when the call is made: a row of `work` knows only its lane.
 */
export const model: HoldScope = {
  kind: "model",
  covers: (target, subject) =>
    subject.model !== null && (subject.model === target || subject.model.startsWith(`${target}/`)),
  coversSql: (work) => `${work}.lane is not distinct from hold.target`,
};
