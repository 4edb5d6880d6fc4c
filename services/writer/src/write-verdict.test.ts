import { AppError, type AppErrorOptions } from "@fieldwork/runtime";
import { describe, expect, test } from "vitest";
import { refusedBy, unknownOutcome } from "./testing.ts";
import { verdictOf, verdictOfRead } from "./write-verdict.ts";

const verdict = (options: Partial<AppErrorOptions>) => verdictOf(refusedBy("no", options));

describe("a reply", () => {
  test.each<[Partial<AppErrorOptions>, string]>([
    [{ code: "crm_record_gone" }, "gone"],
    [{ code: "crm_write_rejected" }, "refused"],
    [{ code: "crm_record_locked" }, "refused"],
    [{ code: "crm_record_locked", retryable: true }, "setback"],
    [{ code: "crm_unavailable", retryable: true }, "setback"],
    [{ code: "crm_field_missing" }, "no-field"],
    [{ code: "crm_rate_limited", retryable: true }, "held-up"],
    [{ code: "crm_quota_exhausted", retryable: true }, "held-up"],
    [{ code: "crm_auth_failed", retryable: true }, "held-up"],
    [{ code: "stopped", retryable: true }, "held-up"],
    [{ code: "crm_unavailable", retryable: true, details: { outcome: "not-sent" } }, "held-up"],
    [{ code: "crm_request_rejected", details: { reason: "wrong-endpoint" } }, "held-up"],
    [{ code: "internal" }, "setback"],
  ])("%j is %s", (options, kind) => {
    expect(verdict(options).kind).toBe(kind);
  });

  test("that is missing is a setback", () => {
    expect(verdictOf(unknownOutcome()).kind).toBe("setback");
  });

  test("to records that were refused alike is a rule's if it has words, and else the connection's", () => {
    const alike = (status: number, signature: string) =>
      verdict({
        code: "crm_request_rejected",
        details: { reason: "refused-alike", status, signature },
      });
    expect(alike(400, "400 VALIDATION_ERROR the rule refuses it").kind).toBe("refused");
    expect(alike(400, "400 - ").kind).toBe("held-up");
    expect(alike(409, "409 CONFLICT it exists").kind).toBe("held-up");
  });

  test("has a signature that is equal for records refused for one cause", () => {
    const signatures = ["7", "8"].map((id) => {
      const one = verdictOf(refusedBy(`company ${id} breaks the rule`));
      return one.kind === "refused" ? one.signature : id;
    });
    expect(new Set(signatures).size).toBe(1);
  });
});

test("a batch that could not be read was refused nothing: any of it may be at fault", () => {
  const error = new AppError("bad request", { code: "crm_request_rejected", retryable: false });
  expect(verdictOfRead(error).kind).toBe("setback");
});
