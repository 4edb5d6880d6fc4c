import type { RecordFilter } from "@fieldwork/contracts";
import { expect, test } from "vitest";
import { personTerms, withoutPerson } from "./person-terms.ts";

const of = { connection: "hubspot", object: "contact" };
const dana = {
  refs: [{ ...of, id: "7" }],
  emails: ["Dana.Mill@acme.example"],
  terms: personTerms({
    ...{ firstName: "Dana", lastName: "Mill", phone: "+46812345678", country: "SE", name: null },
  }),
};

/** What the condition says once Dana is erased. */
function left(is: string, ...values: string[]) {
  return withoutPerson({ field: "anything", is, values } as RecordFilter, of, dana);
}

test.each([
  ["equals", "dana.mill@ACME.example "],
  ["contains", "Mill, Dana"],
  ["equals", "DANA"],
  ["startsWith", "dana.mill"],
  ["startsWith", "dana.mill@"],
  ["equals", "ask Dana Mill"],
  ["equals", "08-123 456 78"],
  ["equals", "+46 (8) 123 456 78"],
])("a filter that wants %s %j tells of her, and is blanked", (is, value) => {
  expect(left(is, value)).toEqual({ field: "anything", is, values: ["[erased]"] });
});

test.each([
  ["contains", "acme.example"],
  ["contains", "@acme.example"],
  ["equals", "SE"],
  ["equals", "Milling"],
  ["equals", "12345"],
  ["contains", "5678"],
])("a filter that wants %s %j tells of more than her, and stays", (is, value) => {
  expect(left(is, value)).toEqual({ field: "anything", is, values: [value] });
});

test("of a list only what tells of her is blanked, and a range that begins at her number is one no more", () => {
  expect(left("anyOf", "Kim", "Dana")).toEqual({
    ...{ field: "anything", is: "anyOf", values: ["Kim", "[erased]"] },
  });
  expect(left("between", "46812345678", "46812345679")).toEqual({
    ...{ field: "anything", is: "equals", values: ["[erased]"] },
  });
});

test("an id is blanked where it is of her record, not where another connection has the same", () => {
  const filter = {
    any: [
      { field: "id", is: "anyOf", values: ["7", "8"] },
      { field: "floor", is: "equals", values: ["7"] },
    ],
  } satisfies RecordFilter;
  expect(withoutPerson(filter, of, dana)).toEqual({
    any: [{ field: "id", is: "anyOf", values: ["[erased]", "8"] }, filter.any[1]],
  });
  expect(withoutPerson(filter, { ...of, connection: "sales" }, dana)).toEqual(filter);
});
