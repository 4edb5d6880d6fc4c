import fc from "fast-check";
import { expect, test } from "vitest";
import { AppError } from "./app-error.ts";
import { singleOut } from "./single-out.ts";

const bad = () => new AppError("odd", { code: "data_invalid", retryable: false });
const away = () => new AppError("away", { code: "backend_unavailable", retryable: true });

/** Does all of a call or nothing, as a statement does. */
function createStatement(isBad: readonly boolean[], { failsAt = Number.POSITIVE_INFINITY } = {}) {
  const done: number[] = [];
  let calls = 0;
  return {
    done,
    calls: () => calls,
    async run(items: readonly number[]): Promise<number[]> {
      calls += 1;
      if (items.some((item) => isBad[item])) throw bad();
      if (items.some((item) => item >= failsAt)) throw away();
      done.push(...items);
      return items.map((item) => item * 2);
    },
  };
}

test("does all but the items that cannot be done, each once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 60 }), async (isBad) => {
      const statement = createStatement(isBad);
      const items = isBad.map((_, index) => index);
      const results = await singleOut(items, statement.run);
      expect(results).toEqual(
        items.map((item) =>
          isBad[item] ? expect.objectContaining({ code: "data_invalid" }) : item * 2,
        ),
      );
      expect(statement.done).toEqual(items.filter((item) => !isBad[item]));
    }),
  );
});

test("one bad item of 500 costs twenty calls and not five hundred", async () => {
  const isBad = Array.from({ length: 500 }, (_, index) => index === 333);
  const statement = createStatement(isBad);
  await singleOut([...isBad.keys()], statement.run);
  expect(statement.calls()).toBeLessThan(20);
});

test("an outage fails what is not done by then, and nothing more is tried", async () => {
  const isBad = [true, ...Array.from({ length: 15 }, () => false)];
  const statement = createStatement(isBad, { failsAt: 6 });
  const results = await singleOut([...isBad.keys()], statement.run);
  const codes = results.map((one) => (one instanceof AppError ? one.code : "done"));
  const cut = statement.done.length + 1;
  expect(codes).toEqual([
    "data_invalid",
    ...Array.from({ length: cut - 1 }, () => "done"),
    ...Array.from({ length: 16 - cut }, () => "backend_unavailable"),
  ]);
  const calls = statement.calls();
  expect(calls).toBeLessThan(10);
});

test("an error that nobody typed is held against no item", async () => {
  const results = await singleOut([1, 2, 3], async () => {
    throw new TypeError("a bug of ours");
  });
  expect(results).toEqual([1, 2, 3].map(() => expect.objectContaining({ code: "internal" })));
});
