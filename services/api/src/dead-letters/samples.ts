import { type RecordRef, reasonText } from "@fieldwork/contracts";
import { type DeadSample, findDeadSamples, type Reader } from "@fieldwork/store/reading";
import type { DeadLetterGroup } from "./groups.ts";

/** One dead letter of a group, with the record that it is about, if it is known. */
export interface ShownSample extends Pick<DeadSample, "id" | "title" | "failedAt" | "failedAnew"> {
  ref: RecordRef | null;
  /** What exactly went wrong, which the cause tells without what varies. */
  text: string;
}

export type ShownGroup = Omit<DeadLetterGroup, "samples"> & { samples: ShownSample[] };

/** The groups with their samples as people look at them; what is a dead letter no longer is left out. */
export async function showSamples(
  reader: Reader,
  groups: readonly DeadLetterGroup[],
): Promise<ShownGroup[]> {
  const idsOf = (kind: "work" | "event") =>
    groups.flatMap(({ cause, samples }) => (cause.kind === kind ? samples : []));
  const [work, events] = await Promise.all([
    findDeadSamples(reader, "work", idsOf("work")),
    findDeadSamples(reader, "event", idsOf("event")),
  ]);
  const found = { work: byId(work), event: byId(events) };
  return groups.map((group) => ({
    ...group,
    samples: group.samples.flatMap((id) => found[group.cause.kind].get(id) ?? []),
  }));
}

function byId(samples: readonly DeadSample[]): Map<string, ShownSample> {
  return new Map(
    samples.map(({ reason, ...sample }) => [sample.id, { ...sample, text: reasonText(reason) }]),
  );
}
