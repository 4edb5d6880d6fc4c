import { expect, test } from "vitest";
import { nearestNeighbourShare } from "./nearest-neighbour.ts";

const labelled = (label: string, ...texts: string[]) => texts.map((text) => ({ text, label }));

test("tells how often the nearest labelled text has the right label", () => {
  const examples = [...labelled("ship", "ferry cruise"), ...labelled("bank", "loan credit")];
  const cases = [...labelled("ship", "a ferry"), ...labelled("bank", "some credit", "a cruise")];
  expect(nearestNeighbourShare(examples, cases)).toBeCloseTo(2 / 3);
});

test("takes the better of one and of five neighbours", () => {
  const examples = [
    ...labelled("odd", "ferry ferry"),
    ...labelled("ship", "ferry cruise", "ferry port", "ferry sea", "ferry deck"),
  ];
  expect(nearestNeighbourShare(examples, labelled("ship", "ferry"))).toBe(1);
  expect(nearestNeighbourShare(examples, labelled("odd", "ferry"))).toBe(1);
  expect(nearestNeighbourShare(examples, [])).toBe(0);
});
