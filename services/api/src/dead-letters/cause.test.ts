import { type Reason, reasonCode, reasonText } from "@fieldwork/contracts";
import { messageShape } from "@fieldwork/runtime";
import fc from "fast-check";
import { expect, test } from "vitest";
import { causeId, causeOf } from "./cause.ts";

const said = (text: string): Reason => ({ code: "crm-refused-record", detail: { said: text } });

test("failures that differ in numbers, ids and quoted text have one cause", () => {
  expect(causeOf(said('company 4079 has no option "Energy" (request 0a1b2c3d)'))).toEqual(
    causeOf(said('company 51 has no option "Mining" (request 9f8e7d6c)')),
  );
});

test("another code or other words are another cause, and another place another group", () => {
  expect(causeOf(said("the record is locked"))).not.toEqual(causeOf(said("the owner is inactive")));
  expect(causeOf(said("x"))).not.toEqual(causeOf({ code: "crm-locked", detail: { said: "x" } }));
  const place = {
    kind: "work",
    enrichment: "profile",
    connection: "hub",
    object: "company",
  } as const;
  const one = { ...causeOf(said("x")), ...place };
  expect(causeId(one)).toBe(causeId({ ...place, ...causeOf(said("x")) }));
  expect(causeId(one)).not.toBe(causeId({ ...one, connection: "sales" }));
});

test("a cause has no digit of what it came from, and is its own cause", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...reasonCode.options),
      fc.option(fc.string({ unit: "binary", maxLength: 400 }), { nil: undefined }),
      (code, words) => {
        const reason: Reason = { code, detail: words === undefined ? null : { said: words } };
        const { shape } = causeOf(reason);
        expect(shape).not.toMatch(/\d/);
        expect(messageShape(shape)).toBe(shape);
        expect(causeOf({ ...reason })).toEqual(causeOf(reason));
        expect(messageShape(reasonText(reason))).toBe(shape);
      },
    ),
  );
});
