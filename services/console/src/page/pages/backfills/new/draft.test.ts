import { filterText, type RecordFilter } from "@fieldwork/contracts/page";
import { expect, test } from "vitest";
import {
  draftOf,
  isGroup,
  newCondition,
  newGroup,
  operatorsFor,
  withPart,
  writeDraft,
} from "./draft.ts";

const condition = (field: string) => ({ field, is: "equals" as const, values: ["x"] });
const nested: RecordFilter = {
  all: [
    condition("country"),
    { any: [condition("stage"), condition("employees")] },
    condition("id"),
  ],
};

test("a filter that is taken apart is written as it was, and each condition stands where the text says", () => {
  const draft = draftOf(nested);
  const { text, filter, places, unfinished } = writeDraft(draft);
  expect(filter).toEqual(nested);
  expect(text).toBe(filterText(nested));
  expect(unfinished).toEqual([]);
  const starts = [...places.values()].map((at) => text.slice(at - 1).split(" ")[0]);
  expect(starts).toEqual(["country", "stage", "employees", "id"]);
});

test("what is not finished says nothing yet, and moves nothing else", () => {
  const [first, second] = draftOf(nested).parts;
  if (!first || !second || !isGroup(second)) throw new Error("no such parts");
  const open = newCondition();
  const group = newGroup("any", [newCondition(), ...second.parts.slice(1)]);
  const { text, places, unfinished } = writeDraft(newGroup("all", [open, first, group]));
  expect(text).toBe('country = "x" and employees = "x"');
  expect(unfinished).toHaveLength(2);
  expect([...places.values()]).toEqual([1, 19]);
  expect(writeDraft(newGroup("all", [open])).text).toBe("");
});

test("a part is changed or removed wherever it stands", () => {
  const draft = draftOf(nested);
  const inner = draft.parts.find(isGroup)?.parts[0];
  if (!inner) throw new Error("no such part");
  const removed = withPart(draft, inner.key, () => undefined);
  expect(writeDraft(removed).text).toBe('country = "x" and employees = "x" and id = "x"');
});

test.each([
  ["id", undefined, ["equals", "notEquals", "anyOf"]],
  ["open", { source: "fields", type: "boolean" }, ["equals", "notEquals", "blank", "notBlank"]],
  [
    "ai_stage",
    { source: "outputs", type: "choice" },
    ["equals", "notEquals", "anyOf", "blank", "notBlank", "outdated", "correctedSince"],
  ],
  [
    "name",
    { source: "fields", type: "text" },
    ["equals", "notEquals", "anyOf", "contains", "startsWith", "blank", "notBlank"],
  ],
] as const)("%s is asked what its type can answer", (name, field, operators) => {
  expect(operatorsFor(name, field)).toEqual(operators);
});
