import { expect, test } from "vitest";
import { AppError } from "./app-error.ts";
import { configError } from "./config.ts";
import { loadAll } from "./load-all.ts";

const wrong = (what: string) => () => {
  throw configError([{ what, problem: "is wrong", remedy: "Mend it" }]);
};
const broken = () => {
  const details = { problems: [{ file: "a.yaml", line: 3, problem: "is broken" }] };
  throw new AppError("a.yaml:3: is broken", {
    code: "definition_invalid",
    retryable: false,
    details,
  });
};
const failureOf = (loading: Promise<unknown>) =>
  loading.then(
    () => expect.unreachable(),
    (error: AppError) => error,
  );

test("loads everything", async () => {
  expect(await loadAll({ a: () => 1, b: async () => "two" })).toEqual({ a: 1, b: "two" });
});

test("what several loads find wrong is one list", async () => {
  const error = await failureOf(loadAll({ a: wrong("A"), b: wrong("B") }));
  expect(error.message).toMatch(
    /2 problems:\n {2}A: is wrong\. Mend it\n {2}B: is wrong\. Mend it$/,
  );
});

test("what several loads find wrong with one file is told once", async () => {
  const error = await failureOf(loadAll({ a: wrong("A"), b: wrong("B"), again: wrong("A") }));
  expect(error.message).toMatch(/2 problems:\n {2}A: .*\n {2}B: is wrong\. Mend it$/);
});

test("wrong definitions are told after it, also from a load within a load", async () => {
  const inner = () => loadAll({ b: wrong("B"), definitions: broken });
  const error = await failureOf(loadAll({ a: wrong("A"), inner }));
  expect(error.code).toBe("config_invalid");
  expect(error.message).toMatch(/2 problems:\n {2}A: .*\n {2}B: .*\na\.yaml:3: is broken$/);
});

test("a mistake of ours is not taken for a problem of the configuration", async () => {
  const bug = new TypeError("no such function");
  const loading = loadAll({
    a: wrong("A"),
    b() {
      throw bug;
    },
  });
  await expect(loading).rejects.toBe(bug);
});
