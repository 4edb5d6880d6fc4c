import type { SharingFigures } from "@fieldwork/store/reading";
import { expect, test } from "vitest";
import { sharingLines } from "./sharing-text.ts";

const figures: SharingFigures = {
  links: { linked: 120, doubtful: 3, confirmed: 1, refused: 2 },
  byReason: { "same-domain": 118, "same-name-and-phone": 2 },
  ...{ shared: 110, notHeld: 4, pairs: { one: 112, own: 9 } },
};

test("a run's summary tells how many companies are in both CRMs, why, and what one answer for both saved", () => {
  expect(sharingLines(figures)).toEqual([
    [
      "Links",
      "121 pairs of records in both CRMs are one company, 118 by their domain, 2 by name and phone number, 1 by people; 3 more may be (npx fieldwork links list)",
    ],
    [
      "",
      "one answer for both: 110 calls saved over 112 pairs; 4 refused because the evidence did not hold, 9 pairs asked apart",
    ],
  ]);
});

test("where no company is in both, it tells nothing of links", () => {
  const links = { linked: 0, doubtful: 0, confirmed: 0, refused: 0 };
  expect(sharingLines({ ...figures, links })).toEqual([]);
});
