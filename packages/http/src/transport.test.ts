import { expect, test } from "vitest";
import { isLoopback } from "./transport.ts";

test.each(["localhost", "127.0.0.1", "127.8.9.10", "[::1]"])("%s is this machine", (host) => {
  expect(isLoopback(host)).toBe(true);
});

test.each(["127.0.0.1.example.com", "localhost.example.com", "10.0.0.1", "api.example.com"])(
  "%s is another",
  (host) => {
    expect(isLoopback(host)).toBe(false);
  },
);
