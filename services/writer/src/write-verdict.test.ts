import { CrmError, type CrmErrorOptions, type CrmErrorReason } from "@fieldwork/crm";
import { AppError } from "@fieldwork/runtime";
import { describe, expect, test } from "vitest";
import { refusedBy, unknownOutcome } from "./testing.ts";
import { verdictOf, verdictOfRead } from "./write-verdict.ts";

const verdict = (options: Partial<CrmErrorOptions>) => verdictOf(refusedBy("no", options));

describe("a reply", () => {
  test.each<[CrmErrorReason, string]>([
    ["gone", "gone"],
    ["refused-record", "refused"],
    ["locked-by-approval", "refused"],
    ["locked", "setback"],
    ["automation-limit", "setback"],
    ["broken", "setback"],
    ["unknown-field", "no-field"],
    ["rate-limited", "held-up"],
    ["refused-credentials", "held-up"],
    ["wrong-endpoint", "held-up"],
    ["stopped", "held-up"],
    ["late", "held-up"],
    ["overtaken", "overtaken"],
    ["just-changed", "overtaken"],
    ["internal", "setback"],
  ])("of the kind %s is %s", (reason, kind) => {
    expect(verdict({ reason }).kind).toBe(kind);
  });

  test("that is missing is a setback, and one to a call that never left is not", () => {
    expect(verdictOf(unknownOutcome()).kind).toBe("setback");
    expect(verdict({ reason: "broken", outcome: "not-sent" }).kind).toBe("held-up");
  });

  test("to records that were refused alike is a rule's if it has words, and else the connection's", () => {
    const alike = (status: number, signature: string) =>
      verdict({ reason: "refused-alike", signature, details: { status } }).kind;
    expect(alike(400, "400 VALIDATION_ERROR the rule refuses it")).toBe("refused");
    expect(alike(400, "400 - ")).toBe("held-up");
    expect(alike(409, "409 CONFLICT it exists")).toBe("held-up");
  });
});

test("a batch that could not be read was refused nothing: any of it may be at fault", () => {
  const refused = new CrmError("bad request", { reason: "refused-read", outcome: "rejected" });
  expect(verdictOfRead(refused).kind).toBe("setback");
  const bug = new AppError("a bug", { code: "internal", retryable: false });
  expect(verdictOfRead(bug).kind).toBe("setback");
  const away = new AppError("no store", { code: "backend_unavailable", retryable: true });
  expect(verdictOfRead(away).kind).toBe("held-up");
});
