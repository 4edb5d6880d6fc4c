import type { ReasonCode } from "@fieldwork/contracts";
import { expect, test } from "vitest";
import { blockedWork } from "./blocked-work.ts";
import { unfinishedText, unfinishedWork } from "./unfinished.ts";

const enrichments = [
  { name: "profile", route: ["openai/gpt", "local/llama"] },
  { name: "role", route: ["openai/gpt"] },
];
const soon = new Date(Date.now() + 600_000);
const closed = (name: string, code: ReasonCode = "model-refused-key") => ({
  ...{
    name,
    closedUntil: soon,
    needsCheck: true,
    closedAt: new Date(),
    pauses: 1,
    isChecked: false,
  },
  reason: { code, detail: { said: "401 wrong key" } },
});
const counts = { readyOf: { profile: 7, role: 3 } };

test("work is blocked when every model of its route waits for a person", () => {
  const both = [closed("openai"), closed("local/llama")];
  expect(blockedWork({ counts, closedLanes: both, enrichments }).map(({ count }) => count)).toEqual(
    [7, 3],
  );
});

test("work that another model may do is not blocked", () => {
  const blocked = blockedWork({ counts, closedLanes: [closed("openai")], enrichments });
  expect(blocked).toMatchObject([{ enrichment: "role", count: 3 }]);
});

test("work that waits for an outage to end is not blocked: nobody has to mend it", () => {
  const away = [closed("openai", "model-busy"), closed("local", "model-rate-limited")];
  expect(blockedWork({ counts, closedLanes: away, enrichments })).toEqual([]);
});

test("a model that is still to be checked blocks nothing yet", () => {
  const inDoubt = { ...closed("openai", "model-refused-request"), closedUntil: new Date(0) };
  expect(blockedWork({ counts, closedLanes: [inDoubt], enrichments })).toEqual([]);
});

const nothing = {
  ...{ blocked: [], unread: [], dead: [], backfills: [] },
  ...{ waitingForBudget: 0, waitingForField: 0, waitingForCrm: 0 },
};

test("a run that did all that was wanted leaves nothing", () => {
  expect(unfinishedWork(nothing)).toEqual([]);
});

test("dead letters are told by what their reasons have in common, the commonest first", () => {
  const dead = [
    { cause: "500 request", reason: "openai answered 500 for request 17", count: 1 },
    { cause: "refused", reason: "the model refused", count: 4 },
    { cause: "500 request", reason: "openai answered 500 for request 21", count: 2 },
  ];
  expect(unfinishedWork({ ...nothing, dead })).toMatchObject([
    { count: 4, reason: "dead letter: the model refused" },
    { count: 3, reason: "dead letter: openai answered 500 for request 17" },
  ]);
});

test("work that waits for a field to be shown is left undone, and a person can mend it", () => {
  expect(unfinishedWork({ ...nothing, waitingForField: 3 })).toMatchObject([
    { count: 3, reason: expect.stringContaining("hides a field") },
  ]);
});

test("a connection that cannot be read is told, though nobody knows how many records it holds", () => {
  const unread = [{ name: "acme/company", reason: "401 wrong token" }];
  expect(unfinishedText(unfinishedWork({ ...nothing, unread }))).toBe(
    [
      "Unfinished",
      "  acme/company cannot be read: 401 wrong token",
      "    correct the connection's credentials, permissions or settings, and start again",
    ].join("\n"),
  );
});

test("each cause is told with its count and its remedy", () => {
  const blocked = blockedWork({
    ...{ counts: { readyOf: { role: 1 } }, closedLanes: [closed("openai")], enrichments },
  });
  expect(unfinishedText(unfinishedWork({ ...nothing, blocked, waitingForBudget: 2 }))).toBe(
    [
      "Unfinished",
      "  1 record: openai is closed: the model's vendor refused the key: 401 wrong key",
      "    correct the model, its key or its settings, and start again: waiting work continues by itself",
      "  2 records: a budget that their calls are charged to has no room for them",
      "    set it higher (FIELDWORK_BUDGET_USD, or budgets in models.yaml); npx fieldwork budget shows what each has spent and holds",
    ].join("\n"),
  );
});
