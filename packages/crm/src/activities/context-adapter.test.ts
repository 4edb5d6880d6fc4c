import { testLogger } from "@fieldwork/runtime/testing";
import { describe, expect, test, vi } from "vitest";
import type { Change, CrmAdapter } from "../crm-adapter.ts";
import { CrmError } from "../crm-error.ts";
import { type ActivityKind, allActivities, extendActivities } from "./activity-kinds.ts";
import type { Activity } from "./compose-activities.ts";
import { createContextAdapter, type RecordActivities } from "./context-adapter.ts";

const never = new AbortController().signal;
const ref = { connection: "hub", object: "deal", id: "7" };
const version = { vendorAt: "2026-11-01T10:00:00.000Z", contentHash: "own" };
const deal = { ref, version, fields: { name: "Pumps" }, outputs: {} };
const gone: Change = { kind: "deleted", ref: { ...ref, id: "8" }, version };

function adapterWith(
  notesOf: (kind: ActivityKind) => readonly Activity[],
  wanted: readonly string[] = ["recentNotes", "recentTasks"],
) {
  const shown: RecordActivities[] = [];
  const keepShown = async (records: readonly RecordActivities[]) => void shown.push(...records);
  const asked: string[] = [];
  const read = (kind: ActivityKind) => {
    asked.push(kind);
    return notesOf(kind);
  };
  const adapter: Partial<CrmAdapter> = {
    connection: "hub",
    activities: {
      of: () => extendActivities([], allActivities),
      readRecent: async ({ activity, ids }) => new Map(ids.map((id) => [id, read(activity.kind)])),
      async *readTouched() {},
      async checkShown({ kind }) {
        notesOf(kind);
        return [];
      },
    },
    async *readChanges() {
      yield { changes: [{ kind: "changed", ...deal }, gone], cursor: { id: "7" } };
    },
    readRecords: async () => [deal],
    readNow: async () => ({ changes: [{ kind: "changed", ...deal }, gone], gone: ["9"] }),
    readMatching: async () => ({ records: [deal], token: null }),
    describeFields: async () => [],
  };
  const logger = testLogger();
  const wants = () => new Set(wanted);
  const context = createContextAdapter(adapter as CrmAdapter, { wants, keepShown, logger });
  return { context, asked, shown };
}

const logged = (text: string): Activity[] => [{ id: "1", at: null, about: [], text }];

describe("a record's recent activities", () => {
  test("are fields of it in whichever way it is read, and of none that is gone", async () => {
    const { context, asked } = adapterWith((kind) => (kind === "notes" ? logged("Signed.") : []));
    const fields = { name: "Pumps", recentNotes: "Signed.", recentTasks: null };
    const pages = [];
    for await (const page of context.readChanges("deal", null, never)) pages.push(page);
    expect(pages).toMatchObject([{ changes: [{ fields }, gone], cursor: { id: "7" } }]);
    expect(await context.readRecords("deal", ["7"], never)).toMatchObject([{ fields }]);
    expect(await context.readNow("deal", ["7"], never)).toMatchObject({
      changes: [{ fields }, gone],
      gone: ["9"],
    });
    const ask = { filter: { all: [] }, token: null, limit: 1 };
    expect(await context.readMatching("deal", ask, never)).toMatchObject({ records: [{ fields }] });
    expect(new Set(asked)).toEqual(new Set(["notes", "tasks"]));
  });

  test("make another version of it, and the same ones the same version", async () => {
    const hashOf = async (text: string) => {
      const { context } = adapterWith(() => logged(text));
      const [record] = await context.readRecords("deal", ["7"], never);
      return record?.version.contentHash;
    };
    expect(await hashOf("Signed.")).toBe(await hashOf("Signed."));
    expect(await hashOf("Signed.")).not.toBe(await hashOf("Lost."));
  });

  test("cost their calls once for each record, however often a scan returns it, once its page was kept", async () => {
    const { context, asked } = adapterWith(() => logged("Signed."), ["recentNotes"]);
    const scan = async (isKept: boolean) => {
      const changes: Change[] = [];
      for await (const page of context.readChanges("deal", null, never)) {
        changes.push(...page.changes);
        if (!isKept) break;
      }
      return changes.map(({ ref: { id } }) => id);
    };
    expect(await scan(false)).toEqual(["7", "8"]);
    expect(await scan(true)).toEqual(["7", "8"]);
    expect(await scan(true)).toEqual([]);
    expect(asked).toHaveLength(2);
    await context.readRecords("deal", ["7"], never);
    expect(asked).toHaveLength(3);
  });

  test("are told by their ids with each read, as none of a kind that shows none and of a record that is gone", async () => {
    const { context, shown } = adapterWith((kind) => (kind === "notes" ? logged("Signed.") : []));
    const none = ["notes", "tasks"].map((kind) => ({ kind, activityIds: [] }));
    await context.readNow("deal", ["7"], never);
    const notes = { kind: "notes", activityIds: ["1"] };
    expect(shown).toEqual([
      { ref, fields: deal.fields, shown: [notes, none[1]] },
      ...["9", "8"].map((id) => ({ ref: { ...ref, id }, shown: none })),
    ]);
  });

  test("cost no call where nobody reads them", async () => {
    const { context, asked } = adapterWith(() => logged("Signed."), ["name"]);
    expect(await context.readRecords("deal", ["7"], never)).toEqual([deal]);
    expect(asked).toEqual([]);
  });

  test("crm-13: of a kind that is hidden from us stay absent, and say so, while all else is read", async () => {
    const hidden = { reason: "not-permitted", outcome: "rejected" } as const;
    const notesOf = vi.fn((kind: ActivityKind) => {
      if (kind === "notes") throw new CrmError("no scope", hidden);
      return logged("Call them.");
    });
    const { context, asked } = adapterWith(notesOf);
    const [record] = await context.readRecords("deal", ["7"], never);
    expect(record?.fields).toEqual({ name: "Pumps", recentTasks: "Call them." });
    await context.readRecords("deal", ["7"], never);
    expect(asked.filter((kind) => kind === "notes")).toHaveLength(1);
    expect(await context.describeFields("deal", never)).toMatchObject([
      { field: "recentNotes", exists: false },
      { field: "recentTasks", exists: true },
    ]);
  });

  test("that cannot be read now fail the read, so that nothing is taken for empty", async () => {
    const limited = new CrmError("slow down", { reason: "rate-limited", outcome: "rejected" });
    const { context } = adapterWith(() => {
      throw limited;
    });
    await expect(context.readRecords("deal", ["7"], never)).rejects.toBe(limited);
  });
});
