import { expect, test } from "vitest";
import { checkLock, type LockedPrompts, textHash } from "./check-lock.ts";
import { type LockedVersion, withVersion } from "./prompt-lock.ts";

const first = "Say how the contact feels.\n";
const second = "Say how glad the contact is.\n";
const figures = [
  {
    ...{ model: "baseline/tf-idf", measuredOn: "2026-11-27", cases: 10, casesHash: "c" },
    ...{ costNanoUsd: 0, outputs: {} },
  },
];
const released: LockedVersion = {
  ...{ version: 1, sha256: textHash(first), promptVersion: "0123456789ab", figures },
};

function problems(given: Partial<LockedPrompts>, mayBeUnreleased = false): string[] {
  const prompts: LockedPrompts = {
    ...{ folder: "mood", name: "mood", promptVersion: released.promptVersion },
    ...{ texts: new Map([[1, first]]), lock: JSON.stringify({ versions: [released] }) },
    ...given,
  };
  return checkLock(prompts, { mayBeUnreleased }).map(({ file, problem }) => `${file}: ${problem}`);
}

test("models-49: a released version that is as it was released is accepted", () => {
  expect(problems({})).toEqual([]);
});

test("models-49: a released version never changes and never goes", () => {
  expect(problems({ texts: new Map([[1, second]]) })).toEqual([
    "mood/prompts/1.md: has changed since it was released",
  ]);
  expect(problems({ texts: new Map([[2, second]]) })).toEqual([
    "mood/prompts/1.md: is gone, but was released",
  ]);
});

test("models-49: what a model learns from is part of a version", () => {
  const [problem] = problems({ promptVersion: "ba9876543210" });
  expect(problem).toMatch(/^mood\/prompts\/lock\.json: inputs, outputs, examples or vocabulary/);
});

test("models-49: a version is released only with its figures", () => {
  const texts = new Map([
    [1, first],
    [2, second],
  ]);
  const promptVersion = "ba9876543210";
  expect(problems({ texts, promptVersion })).toEqual(["mood/prompts/2.md: has no figures yet"]);
  expect(problems({ texts, promptVersion }, true)).toEqual([]);
  const added = { ...released, version: 2, sha256: textHash(second), promptVersion };
  const lock = JSON.stringify(withVersion({ versions: [released] }, added));
  expect(problems({ texts, promptVersion, lock })).toEqual([]);
});

test("a lock that cannot be read is told", () => {
  expect(problems({ lock: "{" })[0]).toMatch(/lock\.json: is not JSON/);
  const bare = JSON.stringify({ versions: [{ ...released, figures: [] }] });
  expect(problems({ lock: bare })[0]).toMatch(/lock\.json: versions: 0: figures: /);
});

test("an enrichment without a lock keeps no versions", () => {
  expect(problems({ lock: undefined, texts: new Map([[1, second]]) })).toEqual([]);
});

test("models measured later stand beside those of the release, and newer figures replace older ones", () => {
  const [baseline] = figures;
  const later = [
    { ...baseline, model: "openai/m" },
    { ...baseline, cases: 20 },
  ] as typeof figures;
  const lock = withVersion({ versions: [released] }, { ...released, figures: later });
  expect(lock.versions).toHaveLength(1);
  expect(lock.versions[0]?.figures.map(({ model, cases }) => [model, cases])).toEqual([
    ["baseline/tf-idf", 20],
    ["openai/m", 10],
  ]);
});
