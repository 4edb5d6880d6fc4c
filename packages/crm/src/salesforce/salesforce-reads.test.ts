import { expect, test } from "vitest";
import { retrievedRows } from "./salesforce-reads.ts";

const ids = ["0014W000027f6V3QAI", "0014W000027f6V4QAI"];
const asked = { type: "Account", ids };

function row(id: string | undefined, type = "Account") {
  const SystemModstamp = "2026-03-01T10:00:00.000+0000";
  return { attributes: { type }, Id: id, SystemModstamp, Name: "A" };
}

const [first, second] = ids.map((id) => row(id));

test("the rows of a retrieve come in the order of the request, without those that are gone", () => {
  expect(retrievedRows([first, second], asked)).toEqual([first, second]);
  expect(retrievedRows([null, second], asked)).toEqual([second]);
  expect(retrievedRows([null, null], asked)).toEqual([]);
});

test("an object and an id in another spelling are the same", () => {
  const short = row(ids[1]?.slice(0, 15), "account");
  expect(retrievedRows([null, short], asked)).toEqual([short]);
});

test("a row without a proper id is the one that was asked for in its place", () => {
  expect(retrievedRows([row(undefined), row("?")], asked)).toMatchObject(
    ids.map((Id) => ({ Id, Name: "A" })),
  );
});

test.each([
  ["of no list", { records: [first, second] }],
  ["that is too short", [first]],
  ["of versions", [{ version: "63.0" }, { version: "64.0" }]],
  ["of a write", ids.map((id) => ({ id, success: true, errors: [] }))],
  ["of plain records", ids.map((Id) => ({ Id, Name: "A" }))],
  ["of another object", [first, row(ids[1], "Contact")]],
  ["in another order", [second, first]],
  ["of records that nobody asked for", [first, row("0014W000027f6V9QAI")]],
])("a reply %s is no retrieve", (_, data) => {
  expect(() => retrievedRows(data, asked)).toThrow(
    expect.objectContaining({ reason: "unreadable", outcome: "unknown" }),
  );
});
