/** What people log on a record, beside its own fields. */
export const activityKinds = ["notes", "emails", "calls", "tasks"] as const;
export type ActivityKind = (typeof activityKinds)[number];

/** The canonical field that holds the newest of a kind. */
export const activityFields: Readonly<Record<ActivityKind, string>> = {
  notes: "recentNotes",
  emails: "recentEmails",
  calls: "recentCalls",
  tasks: "recentTasks",
};

/** How many of a kind are read of a record, and how much of each. */
export interface MappedActivity {
  kind: ActivityKind;
  field: string;
  newest: number;
  maxChars: number;
}

/** What a mapping says of the kinds; one that it does not name is as before, and false is not read. */
export type ActivityEntries = Readonly<
  Partial<
    Record<
      ActivityKind,
      false | { newest?: number | undefined; maxChars?: number | undefined } | undefined
    >
  >
>;

export const mostActivities = 20;
export const mostActivityChars = 4000;

/** What both CRMs keep of a record unless a mapping says otherwise. */
export const allActivities: ActivityEntries = { notes: {}, emails: {}, calls: {}, tasks: {} };

export function extendActivities(
  base: readonly MappedActivity[],
  entries: ActivityEntries,
): MappedActivity[] {
  return activityKinds.flatMap((kind) => {
    const known = base.find((one) => one.kind === kind);
    const entry = entries[kind];
    if (entry === false) return [];
    if (entry === undefined) return known ?? [];
    const { newest = known?.newest ?? 5, maxChars = known?.maxChars ?? 1000 } = entry;
    return [{ kind, field: activityFields[kind], newest, maxChars }];
  });
}
