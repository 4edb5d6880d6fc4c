import { expect, test } from "vitest";
import { isPrivateUrl } from "./private-host.ts";

test.each([
  "http://127.0.0.1:8080/v1",
  "http://127.9.8.7/v1",
  "http://localhost:11434/v1",
  "http://LOCALHOST./v1",
  "http://model.localhost/v1",
  "http://[::1]:8080/v1",
  "http://[::ffff:127.0.0.1]/v1",
  "http://[::ffff:10.0.0.1]/v1",
  "http://[fd12:3456::1]/v1",
  "http://[fe80::1]/v1",
  "http://10.255.0.1/v1",
  "http://172.16.0.1/v1",
  "http://172.31.255.255/v1",
  "http://192.168.1.20/v1",
  "http://169.254.10.10/v1",
  "http://2130706433/v1",
  "http://0x7f.1/v1",
  "http://ollama:11434/v1",
  "http://gpu-box.local/v1",
  "http://host.docker.internal:1234/v1",
  "http://user:pass@ollama:11434/v1",
])("%s leads to this machine or a private network", (url) => {
  expect(isPrivateUrl(url)).toBe(true);
});

test.each([
  "https://api.openai.com/v1",
  "http://8.8.8.8/v1",
  "http://172.15.0.1/v1",
  "http://172.32.0.1/v1",
  "http://11.0.0.1/v1",
  "http://192.169.0.1/v1",
  "http://[2001:db8::1]/v1",
  "http://[::ffff:8.8.8.8]/v1",
  "http://127.0.0.1.example.com/v1",
  "http://127.0.0.1@example.com/v1",
  "http://localhost:x@example.com/v1",
  "http://localhost.example.com/v1",
  "http://example.com/127.0.0.1/v1",
  "http://example.com/v1?host=localhost",
  "http://example.com/v1#@127.0.0.1",
  "http://example.com\\@127.0.0.1/v1",
  "http://mylocal.com/v1",
  "http://local.example/v1",
])("%s leads out", (url) => {
  expect(isPrivateUrl(url)).toBe(false);
});
