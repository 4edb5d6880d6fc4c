import type { NewNotice, NoticeTopic, ToldTopic } from "@fieldwork/store/notices";

/** A backfill that has ended does not recover. */
const final: ReadonlySet<string> = new Set(["finished", "cancelled"]);

/**
 * What people have not been told yet: one notice for each topic whose state changed, one more once it has
 * recovered. Pure.
 */
export function noticesOf(
  before: readonly ToldTopic[],
  after: readonly NoticeTopic[],
): NewNotice[] {
  const told = new Map(before.map((one) => [one.topic, one]));
  const seen = new Set(after.map(({ topic }) => topic));
  const changed = after
    .map((one) => ({ ...one, before: told.get(one.topic)?.state ?? null }))
    .filter((one) => one.before !== one.state);
  const recovered = before
    .filter(({ topic, state }) => !seen.has(topic) && !final.has(state))
    .map(({ topic, kind, askedBy, state }) => {
      return { topic, kind, askedBy, detail: {}, before: state, state: null };
    });
  return [...changed, ...recovered];
}
