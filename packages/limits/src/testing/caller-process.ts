import { createLogger, isAppError } from "@fieldwork/runtime";
import { createRedisAdmission } from "../redis-admission.ts";
import { requestFor, tableOf } from "./common-request.ts";

/**
 * Callers of a vendor who wait for admission, call again as soon as they have been answered, and give
 * up after a time. Prints how each call ended. Runs until it is killed or its input ends.
 */
const [redisUrl, prefix, vendorUrl, callersText, timeoutText] = process.argv.slice(2);
if (!redisUrl || !prefix || !vendorUrl) throw new Error("URLs and a prefix are needed");
const callers = Number(callersText);
const timeoutMs = Number(timeoutText);
const admission = createRedisAdmission({
  redisUrl,
  prefix,
  limits: tableOf({ local: { concurrency: "adaptive" } }),
  logger: createLogger({ service: "caller", level: "silent" }),
});
await admission.start();
// What is loaded with the first call must not count as the vendor's time.
await (await fetch(vendorUrl)).text();
const stop = new AbortController();
process.stdin.on("end", () => stop.abort());
process.stdin.resume();

const request = requestFor({ provider: "local", model: "small", leaseMs: timeoutMs + 1000 });

async function callOnce(url: string): Promise<string> {
  const lease = await admission.waitFor(request, { maxWaitMs: 2000, signal: stop.signal });
  const from = performance.now();
  const ended = await fetch(url, { method: "POST", signal: AbortSignal.timeout(timeoutMs) })
    .then((reply) => reply.text())
    .then(
      () => "answered" as const,
      () => "timed-out" as const,
    );
  await admission.release(lease, { kind: "unknown", ended, durationMs: performance.now() - from });
  return ended;
}

async function call(url: string): Promise<void> {
  while (!stop.signal.aborted) {
    const end = await callOnce(url).catch((error: unknown) => {
      if (isAppError(error)) return error.code;
      throw error;
    });
    process.stdout.write(`${end}\n`);
  }
}

await Promise.all(Array.from({ length: callers }, () => call(vendorUrl)));
await admission.stop();
