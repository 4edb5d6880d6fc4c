import type { ErrorCode } from "@fieldwork/runtime";
import { expect, test } from "vitest";
import { decideNext } from "./decide-next.ts";

const first = {
  isRepair: false,
  isRaised: false,
  hasKeptValues: false,
  hasNextModel: true,
  hasTime: true,
};
const repair = { ...first, isRepair: true };
const last = { ...first, hasNextModel: false };
const lastRepair = { ...repair, hasNextModel: false };
const keeping = { ...repair, hasKeptValues: true };
const late = { ...first, hasTime: false };
const raised = { ...first, isRaised: true };
const lastRaised = { ...last, isRaised: true };

const failed = (code: ErrorCode) => ({ code });

test.each([
  ["a clean answer is taken", "clean", first, "accept"],
  ["a clean repair is taken", "clean", repair, "accept"],
  ["a clean answer is taken late", "clean", late, "accept"],
  ["a partly rejected answer is repaired", "partly-rejected", first, "repair"],
  ["a partly rejected repair is taken, its rest blank", "partly-rejected", repair, "accept"],
  ["a partly rejected answer is taken when time is up", "partly-rejected", late, "accept"],
  ["a wholly rejected answer is repaired", "all-rejected", last, "repair"],
  ["a wholly rejected repair goes on to the next model", "all-rejected", repair, "next-model"],
  [
    "a wholly rejected repair is taken as blank by the last model",
    "all-rejected",
    lastRepair,
    "accept",
  ],
  ["a wholly rejected repair falls back on what passed before", "all-rejected", keeping, "accept"],
  ["an unreadable answer is repaired", "unreadable", first, "repair"],
  ["an unreadable repair goes on to the next model", "unreadable", repair, "next-model"],
  ["an unreadable repair of the last model fails", "unreadable", lastRepair, "fail"],
  ["an unreadable repair falls back on what passed before", "unreadable", keeping, "accept"],
  ["an unreadable answer fails when time is up", "unreadable", late, "fail"],
  [
    "a truncated answer is asked again with room",
    failed("model_output_truncated"),
    first,
    "raise-cap",
  ],
  [
    "a truncated answer is never asked twice alike",
    failed("model_output_truncated"),
    raised,
    "next-model",
  ],
  [
    "a truncated answer of the last model fails",
    failed("model_output_truncated"),
    lastRaised,
    "fail",
  ],
  [
    "a truncated answer goes on to no more when time is up",
    failed("model_output_truncated"),
    late,
    "fail",
  ],
  [
    "a truncated repair falls back on what passed",
    failed("model_output_truncated"),
    keeping,
    "accept",
  ],
  ["a misconfigured model goes on to the next", failed("model_misconfigured"), first, "next-model"],
  ["a refusal is not repaired", failed("model_refused"), first, "next-model"],
  [
    "a rejected request may suit another model",
    failed("model_request_invalid"),
    first,
    "next-model",
  ],
  ["an outage goes on to the next model", failed("model_unavailable"), first, "next-model"],
  ["an outage of the last model fails", failed("model_unavailable"), last, "fail"],
  [
    "an outage in the repair falls back on what passed",
    failed("model_unavailable"),
    keeping,
    "accept",
  ],
  ["a limit goes on to the next model", failed("model_rate_limited"), first, "next-model"],
  [
    "an exhausted quota goes on to the next model",
    failed("model_quota_exhausted"),
    first,
    "next-model",
  ],
  [
    "a refused admission goes on to the next model",
    failed("admission_refused"),
    first,
    "next-model",
  ],
  [
    "an empty budget may suffice for another model",
    failed("budget_exhausted"),
    first,
    "next-model",
  ],
  [
    "an empty budget in the repair keeps what passed",
    failed("budget_exhausted"),
    keeping,
    "accept",
  ],
  ["an unknown price goes on to the next model", failed("price_unknown"), first, "next-model"],
  ["a timeout goes on to the next model", failed("model_timeout"), first, "next-model"],
  ["a timeout fails when time is up", failed("model_timeout"), late, "fail"],
  ["a stop ends the call", failed("stopped"), first, "fail"],
  ["a stop in the repair ends the call", failed("stopped"), keeping, "fail"],
  ["an outage of the store ends the call", failed("backend_unavailable"), first, "fail"],
  ["a mistake of ours ends the call", failed("internal"), first, "fail"],
] as const)("%s", (_, end, situation, expected) => {
  expect(decideNext(end, situation)).toEqual({ kind: expected });
});
