import type { Reason } from "@fieldwork/contracts";
import type { WriteBrake } from "@fieldwork/store";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planBrake, tryPauseMs, type Verdict } from "./plan-brake.ts";

const enrichment = "profile";

const said = (words: string): Reason => ({ code: "crm-refused-record", detail: { said: words } });
let groups = 0;

function verdict(recordId: string, kind: Verdict["verdict"]): Verdict {
  return { workId: `w${recordId}`, recordId, enrichment, verdict: kind };
}
const refused = (recordId: string, signature = "400 RULE the rule refuses <n>") =>
  verdict(recordId, {
    ...{ kind: "refused", signature, isUnknown: false },
    reason: said(`refused ${recordId}`),
  });
const written = (recordId: string) => verdict(recordId, { kind: "written" });
const setback = (recordId: string) =>
  verdict(recordId, {
    ...{ kind: "setback", signature: "s", reason: said("r") },
    ...{ waitMs: 0, isLock: false, failedTogether: 1 },
  });

/** What the store keeps. */
function after(
  before: WriteBrake | undefined,
  ...verdicts: Verdict[]
): { brake: WriteBrake; plan: ReturnType<typeof planBrake> } {
  const plan = planBrake(before, { enrichment, verdicts, newGroupId: () => `group ${++groups}` });
  const { setbacks = [], on = null } = plan?.change ?? before ?? {};
  const nextTryAt = new Date(0);
  return {
    plan,
    brake: { enrichment, writtenAt: null, setbacks, on: on && { nextTryAt, ...on } },
  };
}

function inTurn(verdicts: readonly Verdict[], before?: WriteBrake): WriteBrake | undefined {
  return verdicts.reduce<WriteBrake | undefined>((brake, one) => after(brake, one).brake, before);
}

const fiveRefused = ["1", "2", "3", "4", "5"].map((id) => refused(id));

describe("the brake", () => {
  test("comes on at the fifth record that is refused alike, and takes those before into the group", () => {
    const four = inTurn(fiveRefused.slice(0, 4));
    expect(four?.on).toBeNull();
    const { brake, plan } = after(four, refused("5"));
    expect(brake.on).toMatchObject({ tries: 0, tryWorkId: null });
    expect(plan?.joining).toEqual(["w1", "w2", "w3", "w4", "w5"]);
  });

  test("stays off for one record that is refused five times, and for five that are refused otherwise", () => {
    expect(inTurn(Array.from({ length: 5 }, () => refused("1")))?.on).toBeNull();
    expect(inTurn(["1", "2", "3", "4", "5"].map((id) => refused(id, `s${id}`)))?.on).toBeNull();
  });

  test("stays off where one was written between, also in the same batch", () => {
    const between = [...fiveRefused.slice(0, 4), written("9"), ...fiveRefused.slice(4)];
    expect(inTurn(between)?.on).toBeNull();
    expect(after(undefined, ...fiveRefused, written("9")).brake.on).toBeNull();
  });

  test("is not put on by what comes to nothing: that is the CRM's, not a rule's", () => {
    expect(inTurn(["1", "2", "3", "4", "5", "6"].map(setback))?.on).toBeNull();
  });

  test("lets one try at a time through: refused, the next comes later; accepted, the group goes on", () => {
    const on = inTurn(fiveRefused);
    const trying: WriteBrake | undefined = on?.on
      ? { ...on, on: { ...on.on, tryWorkId: "w6" } }
      : undefined;
    const again = after(trying, refused("6"));
    expect(again.plan?.change.on).toMatchObject({
      ...{ tries: 1, tryWorkId: null, nextTryInMs: tryPauseMs(1) },
      ...{ groupId: on?.on?.groupId, reason: on?.on?.reason },
    });
    const accepted = after(trying, written("6"));
    expect(accepted.plan?.change.on).toBeNull();
    expect(accepted.plan?.released).toBe(on?.on?.groupId);
  });

  test("waits for the same try while that one meets a setback", () => {
    const on = inTurn(fiveRefused);
    const trying = on?.on ? { ...on, on: { ...on.on, tryWorkId: "w6" } } : undefined;
    expect(after(trying, setback("6")).plan?.change.on).toMatchObject({
      ...{ tries: 0, tryWorkId: "w6", nextTryInMs: null },
    });
  });
});

test("the pauses between two tries double, up to half an hour", () => {
  expect([0, 1, 2, 50].map(tryPauseMs)).toEqual([10_000, 20_000, 40_000, 1_800_000]);
});

test("however replies follow each other, it is on only after five different records were refused alike with no success between", () => {
  const oneReply = fc.record({
    record: fc.constantFrom("1", "2", "3", "4", "5", "6", "7"),
    kind: fc.constantFrom("refused", "refused otherwise", "written", "setback"),
  });
  fc.assert(
    fc.property(fc.array(oneReply, { maxLength: 40 }), (replies) => {
      let brake: WriteBrake | undefined;
      let alike = new Map<string, Set<string>>();
      for (const { record, kind } of replies) {
        const reply = {
          refused: refused(record),
          "refused otherwise": refused(record, "other"),
          written: written(record),
          setback: setback(record),
        }[kind];
        brake = after(brake, reply).brake;
        if (kind === "written") alike = new Map();
        else if (kind !== "setback") {
          alike.set(kind, (alike.get(kind) ?? new Set()).add(record));
        }
        const isOn = [...alike.values()].some(({ size }) => size >= 5);
        expect(brake.on !== null).toBe(isOn);
      }
    }),
  );
});
