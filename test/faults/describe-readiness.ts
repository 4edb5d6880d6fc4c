import { eventually } from "@fieldwork/runtime/testing";
import { describe, expect, test } from "vitest";
import { type BackendName, mortals } from "./backend-faults.ts";
import type { FaultLine } from "./fault-line.ts";
import { isAlive, missingIn } from "./health.ts";

const timeoutMs = 120_000;

/** What each service says that it lacks while a backend is away; connectors and writers need no Redis. */
const missing: Readonly<Record<BackendName, { name: string; services: RegExp }>> = {
  redis: { name: "lanes", services: /^(planner|enricher)-/ },
  kafka: { name: "event log", services: /./ },
  postgres: { name: "database", services: /./ },
};

/** What processes say of themselves. */
export function describeReadiness(open: () => FaultLine): void {
  describe("a process", () => {
    test.each(Object.entries(missing))(
      "that cannot do without %s lives on without it, and says so until it is back",
      (backend, { name, services }) => withoutBackend(open(), { backend, name, services }),
      timeoutMs,
    );

    test("that is stuck is not alive", async () => {
      const planner = open().stack.process("planner-1");
      await planner.signal("SIGSTOP");
      expect(await isAlive(planner)).toBe(false);
      await planner.signal("SIGCONT");
      await eventually(async () => expect(await isAlive(planner)).toBe(true));
    });

    test(
      "that starts is alive, and not ready before all that it needs is there",
      async () => {
        const line = open();
        const planner = line.stack.process("planner-1");
        expect(await planner.stop()).toMatchObject({ exitCode: 0 });
        const kafka = mortals.kafka(line);
        await kafka.freeze();
        await eventually(
          async () => {
            // A start that waits too long gives up; an orchestrator tries again.
            if (planner.pid() === 0) void planner.start().catch(() => undefined);
            const said = await Promise.all([missingIn(planner), isAlive(planner)]);
            expect(said).toEqual([expect.arrayContaining(["running"]), true]);
          },
          { timeoutMs: 40_000 },
        );
        await kafka.thaw();
        await eventually(() => planner.start(), { timeoutMs: 60_000 });
        expect(await missingIn(planner)).toEqual([]);
      },
      timeoutMs,
    );
  });
}

async function withoutBackend(
  line: FaultLine,
  { backend, name, services }: { backend: string; name: string; services: RegExp },
): Promise<void> {
  const mortal = mortals[backend as BackendName](line);
  // The API runs for an operator's day alone.
  const processes = line.stack.processes.filter((one) => one.pid() !== 0);
  const told = () => Promise.all(processes.map(missingIn));
  await eventually(async () => expect((await told()).flat()).toEqual([]), { timeoutMs: 60_000 });
  await mortal.crash();
  const expected = processes.map((one) => (services.test(one.name) ? [name] : []));
  await eventually(async () => expect(await told()).toEqual(expected), { timeoutMs: 30_000 });
  expect(await Promise.all(processes.map(isAlive))).toEqual(processes.map(() => true));
  await mortal.start();
  await eventually(async () => expect((await told()).flat()).toEqual([]), { timeoutMs: 60_000 });
}
