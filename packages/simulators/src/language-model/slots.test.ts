import { expect, test } from "vitest";
import { createSlots } from "./slots.ts";

/** Calls that are worked on until they are told to end; those that stop early end by themselves. */
function openSlots(whenHungUp?: "drop" | "work-on") {
  const slots = createSlots({ slots: 1, whenHungUp });
  const begun: string[] = [];
  const call = (name: string) => {
    const hangUp = new AbortController();
    const work = Promise.withResolvers<string>();
    const done = slots.run(hangUp.signal, (stop) => {
      begun.push(name);
      stop?.addEventListener("abort", () => work.resolve("stopped early"));
      return work.promise;
    });
    return { done, hangUp: () => hangUp.abort(), answer: () => work.resolve(name) };
  };
  return { begun, call };
}

test("works on one call at a time, first come, first served", async () => {
  const { begun, call } = openSlots();
  const [one, two, three] = [call("one"), call("two"), call("three")];
  await expect.poll(() => begun).toEqual(["one"]);
  one.answer();
  expect(await one.done).toBe("one");
  await expect.poll(() => begun).toEqual(["one", "two"]);
  two.answer();
  await two.done;
  three.answer();
  expect(await three.done).toBe("three");
  expect(begun).toEqual(["one", "two", "three"]);
});

test("drops a call whose caller hung up: from the queue, or from its slot", async () => {
  const { begun, call } = openSlots();
  const [one, two, three] = [call("one"), call("two"), call("three")];
  two.hangUp();
  expect(await two.done).toBeUndefined();
  one.hangUp();
  expect(await one.done).toBeUndefined();
  three.answer();
  expect(await three.done).toBe("three");
  expect(begun).toEqual(["one", "three"]);
});

test("works on whatever becomes of its caller, when told so", async () => {
  const { begun, call } = openSlots("work-on");
  const [one, two] = [call("one"), call("two")];
  one.hangUp();
  two.hangUp();
  one.answer();
  expect(await one.done).toBe("one");
  two.answer();
  expect(await two.done).toBe("two");
  expect(begun).toEqual(["one", "two"]);
});

test("has no queue without slots", async () => {
  const { run } = createSlots({});
  const hungUp = AbortSignal.abort();
  const both = [run(hungUp, async () => "one"), run(hungUp, async () => "two")];
  expect(await Promise.all(both)).toEqual(["one", "two"]);
});
