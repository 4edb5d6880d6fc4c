import type { Change } from "@fieldwork/crm";
import { expect, test } from "vitest";
import { changesToTell } from "./changes-to-tell.ts";

const scope = { connection: "portal", object: "company" as const };
const at = new Date("2026-03-01T10:00:00.000Z");
const hint = (id: string, kind: "changed" | "deleted" | "restored") => {
  return { object: scope.object, id, kind, at, told: 1 };
};
const record = (id: string, vendorAt: string): Change => ({
  ...{ kind: "changed", ref: { ...scope, id }, fields: {}, outputs: {} },
  version: { vendorAt, contentHash: id },
});

test("crm-12: a record that is gone ended when the CRM last spoke of it, whatever it said", () => {
  const hints = [hint("1", "deleted"), hint("2", "changed")];
  const told = changesToTell({ changes: [], gone: ["1", "2"] }, { ...scope, hints });
  expect(told.map(({ kind, ref, version }) => [kind, ref.id, version.vendorAt])).toEqual([
    ["deleted", "1", at.toISOString()],
    ["deleted", "2", at.toISOString()],
  ]);
});

test("crm-12: a record that came back is as new as the news of its return, and others are as they were read", () => {
  const older = "2026-02-01T10:00:00.000Z";
  const newer = "2026-03-01T10:00:01.000Z";
  const hints = [hint("1", "restored"), hint("2", "restored"), hint("3", "changed")];
  const changes = [record("1", older), record("2", newer), record("3", older)];
  const told = changesToTell({ changes, gone: [] }, { ...scope, hints });
  expect(told.map(({ version }) => version.vendorAt)).toEqual([at.toISOString(), newer, older]);
});
