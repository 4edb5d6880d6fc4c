import { createLogger } from "@fieldwork/runtime";
import { createRedisAdmission } from "../redis-admission.ts";
import { requestFor, tableOf } from "./common-request.ts";

/**
 * Asks for admission as fast as it can, and prints for each lease when it asked, and from when until
 * when it held it for sure: from after the answer until before it releases. Runs until it is killed or
 * its input ends.
 */
const [redisUrl, prefix, limitsText, kind] = process.argv.slice(2);
if (!redisUrl || !prefix || !limitsText) throw new Error("a URL, a prefix and limits are needed");
const admission = createRedisAdmission({
  redisUrl,
  prefix,
  limits: tableOf({ openai: JSON.parse(limitsText) }),
  logger: createLogger({ service: "hammer", level: "silent" }),
});
await admission.start();
let stopped = false;
process.stdin.on("end", () => {
  stopped = true;
});
process.stdin.resume();

const request = requestFor({ provider: "openai", model: "gpt-6-luna", leaseMs: 4000 });

async function hammer(): Promise<void> {
  while (!stopped) {
    const askedMs = Date.now();
    const answer = await admission.admit(request);
    if (answer.kind === "refused") {
      await new Promise((resolve) => setTimeout(resolve, Math.min(answer.waitMs, 20)));
      continue;
    }
    const fromMs = Date.now();
    if (kind === "hoarder") {
      process.stdout.write(`${askedMs} ${fromMs} ${fromMs}\n`);
      continue;
    }
    await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 20));
    process.stdout.write(`${askedMs} ${fromMs} ${Date.now()}\n`);
    const spend = { kind: "used" as const, amounts: request.amounts };
    await admission.release(answer, {
      ...spend,
      ended: "answered",
      durationMs: Date.now() - fromMs,
    });
  }
}

await Promise.all(Array.from({ length: 6 }, hammer));
await admission.stop();
