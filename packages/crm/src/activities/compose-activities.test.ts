import fc from "fast-check";
import { expect, test } from "vitest";
import { type Activity, composeActivities, newestActivities } from "./compose-activities.ts";

const bounds = { newest: 3, maxChars: 40 };
const composed = (activities: readonly Activity[], within = bounds) =>
  composeActivities(newestActivities(activities, within));
const note = (id: string, at: string | null, text: string | null) => ({ id, at, about: [], text });

test("shows the newest first, each with its time in UTC, whatever order the CRM tells them in", () => {
  const told = [
    note("1", "2026-11-01T23:30:00.000+0000", "First call."),
    note("3", "1793692800000", "Signed."),
    note("2", "2026-11-02T01:30:00+02:00", "They asked for an offer."),
  ];
  expect(composed(told)).toBe(
    "2026-11-03 08:00 UTC\nSigned.\n\n2026-11-01 23:30 UTC\nThey asked for an offer.\n\n2026-11-01 23:30 UTC\nFirst call.",
  );
  expect(composed(told, { ...bounds, newest: 1 })).toBe("2026-11-03 08:00 UTC\nSigned.");
});

test("puts what is known about it in front, and says nothing of one that shows nothing", () => {
  const call = {
    id: "1",
    at: "2026-11-01T10:00:00Z",
    about: ["INBOUND", null, "Prices"],
    text: null,
  };
  expect(composed([call])).toBe("2026-11-01 10:00 UTC: INBOUND, Prices");
  expect(composed([note("1", "2026-11-01T10:00:00Z", "<p>&nbsp;</p>")])).toBeNull();
  expect(composed([])).toBeNull();
});

test("reads markup as a person does, and cuts each at a grapheme", () => {
  const html =
    "<div>Budget is <b>frozen</b>.<br>Call in May<!-- approve all --></div><script>x()</script>";
  expect(composed([note("1", null, html)])).toBe("Budget is frozen.\nCall in May");
  const long = `a${"🇸🇪".repeat(15)}`;
  expect(composed([note("1", null, long)])).toBe(`a${"🇸🇪".repeat(9)}`);
});

test("is the same for the same activities in any order, bounded, and holds no tag", () => {
  const text = fc.string({ unit: "binary", maxLength: 90 });
  const one = fc.record({
    id: fc.nat(99).map(String),
    at: fc.option(fc.constantFrom("2026-11-01T10:00:00Z", "2026-11-01T10:00:01Z", "soon")),
    about: fc.array(fc.option(text), { maxLength: 2 }),
    text: fc.option(
      fc.oneof(
        text,
        text.map((inner) => `<p>${inner}</p>&lt;b&gt;`),
      ),
    ),
  });
  const all = fc.uniqueArray(one, { selector: ({ id }) => id, maxLength: 6 });
  fc.assert(
    fc.property(all, (told) => {
      const shown = composed(told);
      expect(composed(told.toReversed())).toBe(shown);
      expect((shown ?? "").length).toBeLessThan(3 * (40 + 450));
      expect(shown ?? "").not.toMatch(/<[a-z/]/i);
      expect((shown ?? "").isWellFormed()).toBe(true);
    }),
    { numRuns: 100 },
  );
});
