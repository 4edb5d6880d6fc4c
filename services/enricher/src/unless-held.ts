import { type ModelRef, modelRefText } from "@fieldwork/models";
import { type HoldMirror, type HoldSubject, heldError } from "@fieldwork/store";

/** Checks the holds right before a model is asked: throws AppError `held`. */
export function unlessHeld(
  holds: Pick<HoldMirror, "find">,
  subject: Omit<HoldSubject, "model">,
): (ref: ModelRef) => Promise<void> {
  const { ref: record, enrichment, wantedBy } = subject;
  return async (ref) => {
    const hold = await holds.find({
      ...{ ref: record, enrichment, wantedBy },
      model: modelRefText(ref),
    });
    if (hold) throw heldError(hold);
  };
}
