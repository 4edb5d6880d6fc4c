import { expect, test } from "vitest";
import { transportError, unsendable } from "./transport-error.ts";

const names = { provider: "local", model: "m-1" };

function coded(code: string) {
  return Object.assign(new Error("it broke"), { code });
}

test.each([
  ["nobody listens", coded("ECONNREFUSED"), "unreachable", "not-sent"],
  ["the name is unknown", coded("ENOTFOUND"), "unreachable", "not-sent"],
  ["the certificate is not trusted", coded("CERT_HAS_EXPIRED"), "unreachable", "not-sent"],
  [
    "the other side speaks no TLS",
    coded("ERR_SSL_WRONG_VERSION_NUMBER"),
    "unreachable",
    "not-sent",
  ],
  ["it was cut off", coded("ECONNRESET"), "broken", "unknown"],
  ["it could not be inflated", coded("Z_DATA_ERROR"), "broken", "unknown"],
  ["no cause is told", new Error("fetch failed"), "broken", "unknown"],
  ["no reply began in time", coded("UND_ERR_HEADERS_TIMEOUT"), "timed-out", "unknown"],
  ["a timer ended it", new DOMException("aborted", "AbortError"), "timed-out", "unknown"],
  [
    "all addresses refused",
    new AggregateError([coded("ECONNREFUSED")], "all of them"),
    "unreachable",
    "not-sent",
  ],
])("a request fails because %s, at whatever depth that is told", (_, cause, reason, outcome) => {
  const wrapped = new Error("Connection error.", { cause: new TypeError("fetch", { cause }) });
  for (const one of [cause, wrapped]) {
    expect(transportError(one, names)).toMatchObject({ reason, outcome, scope: "provider" });
  }
});

test("failures of one kind have one signature", () => {
  const { signature } = transportError(coded("ECONNRESET"), names);
  expect(transportError(coded("ECONNRESET"), { ...names, model: "m-2" }).signature).toBe(signature);
  expect(transportError(coded("EPIPE"), names).signature).not.toBe(signature);
});

test("what could not be made was not sent", () => {
  const error = unsendable(new TypeError("invalid header value"), names);
  expect(error).toMatchObject({ outcome: "not-sent", reason: "unreachable" });
});
