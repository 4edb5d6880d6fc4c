/** Of work that ends, or has ended: how, for `stood`. `to`: its end, by column; as it is now, if left out. */
export function stoodSql(to: Readonly<Record<string, string>> = {}): string {
  const kept = {
    ...{ state: "work.state", code: "work.reason_code", detail: "work.reason_detail" },
    ...{ at: "work.settled_at", under: "work.died_under", settled: "work.settled_hash" },
    ...{ generation: "work.running_generation", hash: "work.running_hash" },
    ...{ by: "work.running_by", wanted: "work.wanted_by", ...to },
  };
  return `jsonb_build_object(${Object.entries(kept)
    .map(([key, value]) => `'${key}', ${value}`)
    .join(", ")})`;
}

/** The same of work whose end is overtaken by a wish for the very same. `under`: what it died under. */
export function stoodIfOvertakenSql(under = "work.died_under"): string {
  const end = {
    ...{ state: "ended.state", code: "ended.reason_code", detail: "ended.reason_detail" },
    ...{ at: "now()", under, wanted: "work.running_by" },
    settled: "case when ended.state = 'dead' then work.settled_hash else work.running_hash end",
  };
  return `case when wanted_generation > running_generation and wanted_hash = running_hash then ${stoodSql(end)} end`;
}

const textsIn = (key: string) => `array(select jsonb_array_elements_text(work.stood->'${key}'))`;
const hasStood = "work.stood is not null";
const hasRun = "work.stood->>'generation' is not null";

/** What waited to be written is decided about anew: what kept it from that may be over by now. */
const isToWrite = `(work.stood->>'state' = 'previewed'
  or work.stood->>'state' = 'review' and work.group_id is not null)`;

/** What work is whose end nobody waits for any longer, by column: as it stood before, or not wanted. */
const unwanted: Readonly<Record<string, string>> = {
  state: `case when ${isToWrite} then 'answered' else coalesce(work.stood->>'state', 'skipped') end`,
  due_at: `case when ${isToWrite} then now() else work.due_at end`,
  reason_code: `case when ${hasStood} then work.stood->>'code' else 'not-wanted' end`,
  reason_detail: "nullif(work.stood->'detail', 'null')",
  settled_at: `case when ${isToWrite} then null when ${hasStood} then (work.stood->>'at')::timestamptz else now() end`,
  died_under: "work.stood->>'under'",
  settled_hash: `case when ${hasStood} then work.stood->>'settled' else work.settled_hash end`,
  wanted_by: `case when ${hasStood} then ${textsIn("wanted")} else '{}' end`,
  wanted_generation: "coalesce((work.stood->>'generation')::int, work.wanted_generation)",
  running_generation: "coalesce((work.stood->>'generation')::int, work.running_generation)",
  running_hash: `case when ${hasRun} then work.stood->>'hash' else work.running_hash end`,
  running_by: `case when ${hasRun} then ${textsIn("by")} else work.running_by end`,
  stood: "null",
};

/** The columns of work that ends so where the condition holds; `others`: what they are otherwise, if they change. */
export function unwantedSql(condition: string, others: Readonly<Record<string, string>>): string {
  return Object.entries(unwanted)
    .map(
      ([column, value]) =>
        `${column} = case when ${condition} then ${value} else ${others[column] ?? `work.${column}`} end`,
    )
    .join(",\n       ");
}
