import { describe, expect, test } from "vitest";
import { outcomeOfStatus } from "./call-outcome.ts";

describe("outcomeOfStatus", () => {
  test.each([400, 401, 403, 404, 409, 423, 429, 477, 503])("%d did nothing", (status) => {
    expect(outcomeOfStatus(status)).toBe("rejected");
  });
  test.each([500, 502, 504, 522, 524])("%d may have done it", (status) => {
    expect(outcomeOfStatus(status)).toBe("unknown");
  });
});
