import fc from "fast-check";
import { expect, test } from "vitest";
import { armOf, routeOfArm } from "./experiment.ts";

const tried = (percent: number, route = ["openai/a", "openai/b", "mistral/c"]) => ({
  ...{ name: "company-profile", route },
  routing: { experiment: { model: "mistral/c", percent } },
});
const company = (id: number) =>
  ({ connection: "hubspot", object: "company", id: `${id}` }) as const;
const inExperiment = (percent: number, records: number) =>
  Array.from({ length: records }, (_, id) => company(id)).filter(
    (ref) => armOf(tried(percent), ref) === "experiment",
  );

test("an experiment gets its share of the records, by their hash alone", () => {
  const share = inExperiment(20, 5000).length / 5000;
  expect(share).toBeGreaterThan(0.18);
  expect(share).toBeLessThan(0.22);
  expect(inExperiment(20, 500)).toEqual(inExperiment(20, 500));
});

test("a larger share keeps every record that was in the smaller one", () => {
  const percent = fc.double({ min: 0.1, max: 99, noNaN: true });
  fc.assert(
    fc.property(fc.nat(), percent, percent, (id, one, other) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)];
      if (armOf(tried(less), company(id)) !== "experiment") return;
      expect(armOf(tried(more), company(id))).toBe("experiment");
    }),
  );
});

test("its model is asked first, and the others as before if it cannot answer", () => {
  expect(routeOfArm(tried(20), "experiment")).toEqual(["mistral/c", "openai/a", "openai/b"]);
  expect(routeOfArm(tried(20), "usual")).toEqual(tried(20).route);
});

test("a route that the configuration names without its model has no experiment", () => {
  expect(armOf(tried(99, ["openai/a"]), company(1))).toBeUndefined();
  expect(armOf({ ...tried(99), routing: {} }, company(1))).toBeUndefined();
});
