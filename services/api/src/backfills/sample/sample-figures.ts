import type { ProposedField, SampleFigures, SampleMember } from "@fieldwork/contracts/api";

type Counts = SampleFigures["fields"][number];
type Kind = Exclude<keyof Counts, "field">;

/** What a sample says about the records that were not asked. Pure. */
export function figuresOf(members: readonly SampleMember[]): SampleFigures {
  const answered = members.filter(({ state }) => state === "answered");
  const ofState = (...states: string[]) =>
    members.filter(({ state }) => states.includes(state)).length;
  return {
    asked: members.length,
    answered: answered.length,
    failed: ofState("failed", "cancelled"),
    open: ofState("waiting", "asking"),
    spentNanoUsd: members.reduce((sum, { usage }) => sum + (usage?.chargedNanoUsd ?? 0), 0),
    calls: answered.flatMap(({ ref, usage }) => {
      if (!usage) return [];
      const { inputTokens, cachedInputTokens, outputTokens, chargedNanoUsd } = usage;
      return { recordId: ref.id, inputTokens, cachedInputTokens, outputTokens, chargedNanoUsd };
    }),
    fields: fieldCounts(answered.flatMap(({ fields }) => fields)),
  };
}

function fieldCounts(proposed: readonly ProposedField[]): Counts[] {
  const counts = new Map<string, Counts>();
  for (const one of proposed) {
    const of = counts.get(one.field) ?? {
      ...{ field: one.field, created: 0, changed: 0, unchanged: 0, kept: 0 },
      ...{ inReview: 0, unanswered: 0 },
    };
    of[kindOf(one)] += 1;
    counts.set(one.field, of);
  }
  return [...counts.values()];
}

/** What would become of one field's value. Pure. */
function kindOf({ decision, today }: ProposedField): Kind {
  if (decision.needsReview) return "inReview";
  switch (decision.kind) {
    case "write":
      return today === null ? "created" : "changed";
    case "unchanged":
      return "unchanged";
    case "abstained":
    case "rejected":
      return "unanswered";
    default:
      return "kept";
  }
}
