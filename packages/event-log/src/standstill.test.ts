import { AppError } from "@fieldwork/runtime";
import { expect, test } from "vitest";
import { Standstill } from "./standstill.ts";

const outage = () => new AppError("away", { code: "backend_unavailable", retryable: true });
const bug = () => AppError.from(new TypeError("a bug of ours"));

function noteOften(standstill: Standstill, offset: bigint, reason: () => AppError): void {
  for (let time = 0; time < 20; time++) standstill.note(offset, reason());
}

test("an outage is said once a minute, and there is hope however long it lasts", () => {
  const standstill = new Standstill();
  expect(standstill.note(5n, outage()).isToBeSaid).toBe(true);
  expect(standstill.note(5n, outage()).isToBeSaid).toBe(false);
  noteOften(standstill, 5n, outage);
  expect(standstill.suspect()).toBeUndefined();
  expect(standstill.stuckBy()).toBeUndefined();
});

test("an event that fails for long for no outage is suspected, and the partition is stuck", () => {
  const standstill = new Standstill();
  standstill.note(5n, bug());
  expect(standstill.stuckBy()).toBeUndefined();
  noteOften(standstill, 5n, bug);
  expect(standstill.suspect()).toBe(5n);
  expect(standstill.stuckBy()).toMatchObject({ code: "internal" });
  standstill.clear();
  expect(standstill.suspect()).toBeUndefined();
  expect(standstill.stuckBy()).toBeUndefined();
});

test("the next event starts with a clean slate, and so does one after an outage", () => {
  const standstill = new Standstill();
  noteOften(standstill, 5n, bug);
  standstill.note(6n, bug());
  expect(standstill.suspect()).toBeUndefined();
  noteOften(standstill, 6n, bug);
  standstill.note(6n, outage());
  expect(standstill.suspect()).toBeUndefined();
});

test("an account that refuses us stops a partition, and no event is suspected for it", () => {
  const standstill = new Standstill();
  noteOften(
    standstill,
    5n,
    () => new AppError("no", { code: "crm_auth_failed", retryable: false }),
  );
  expect(standstill.suspect()).toBeUndefined();
  expect(standstill.stuckBy()).toMatchObject({ code: "crm_auth_failed" });
});

test("rests longer each time, up to ten seconds", () => {
  const standstill = new Standstill();
  noteOften(standstill, 5n, outage);
  for (let time = 0; time < 50; time++) {
    const { restMs } = standstill.note(5n, outage());
    expect(restMs).toBeGreaterThanOrEqual(50);
    expect(restMs).toBeLessThanOrEqual(10_000);
  }
});
