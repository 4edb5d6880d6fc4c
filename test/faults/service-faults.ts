import { topics } from "@fieldwork/contracts";
import type { ManagedProcess } from "@fieldwork/infra/stack";
import { eventually } from "@fieldwork/runtime/testing";
import { expect } from "vitest";
import { freezeHolder, takenOver, underWay } from "./holding.ts";
import type { Fault, Scene } from "./wave.ts";

export const services = ["connector", "planner", "enricher", "writer"] as const;
export type ServiceName = (typeof services)[number];

const patienceMs = 60_000;
const followedRole = "read hubspot/company";

/** A process that is frozen in the middle of its work, and how to know that others took over. */
interface Frozen {
  process: ManagedProcess;
  replaced(): Promise<void>;
}

/** Each stops where it matters: with unread changes, with log lag, with calls, with a batch in hand. */
const freezeBusy: Readonly<Record<ServiceName, (scene: Scene) => Promise<Frozen>>> = {
  async connector(scene) {
    const process = scene.line.playerOf(followedRole);
    await process.signal("SIGSTOP");
    await scene.feed();
    const replaced = () => expect(scene.line.playerOf(followedRole).name).not.toBe(process.name);
    return { process, replaced: () => eventually(replaced, { timeoutMs: patienceMs }) };
  },
  async planner(scene) {
    const process = scene.line.stack.process("planner-1");
    await process.signal("SIGSTOP");
    await scene.feed();
    const lag = () => scene.line.eventLog.lag(topics.recordChanged, "planner");
    await eventually(async () => expect(await lag()).toBeGreaterThan(0));
    const replaced = async () => expect(await lag()).toBe(0);
    return { process, replaced: () => eventually(replaced, { timeoutMs: patienceMs }) };
  },
  async enricher(scene) {
    const process = scene.line.stack.process("enricher-1");
    const tokens = await freezeHolder(scene, process, "asking");
    return { process, replaced: () => takenOver(scene, tokens) };
  },
  async writer(scene) {
    const process = scene.line.stack.process("writer-1");
    const tokens = await freezeHolder(scene, process, "writing");
    return { process, replaced: () => takenOver(scene, tokens) };
  },
};

/** SIGKILL in the middle of its work; others go on, and then it is started again, as an orchestrator would. */
export function killService(service: ServiceName): Fault {
  return async (scene) => {
    const { process, replaced } = await freezeBusy[service](scene);
    await process.signal("SIGKILL");
    await scene.feed();
    await replaced();
    await process.start();
  };
}

/** SIGSTOP in the middle of its work, until others have taken over; then it wakes and believes that no time passed. */
export function freezeService(service: ServiceName): Fault {
  return async (scene) => {
    const { process, replaced } = await freezeBusy[service](scene);
    await scene.feed();
    await replaced();
    await process.signal("SIGCONT");
  };
}

/** SIGTERM in the middle of its work. */
export function stopService(service: ServiceName): Fault {
  return async (scene) => {
    await underWay(scene, service === "writer" ? "writing" : "asking");
    const process = scene.line.stack.process(`${service}-1`);
    const { exitCode, ms } = await process.stop();
    expect(exitCode, process.name).toBe(0);
    expect(ms, process.name).toBeLessThan(10_000);
    await scene.feed();
    await process.start();
  };
}

/** Several faults of which each is another service's, at the same time. */
export function together(...faults: readonly Fault[]): Fault {
  return async (scene) => {
    await Promise.all(faults.map((fault) => fault(scene)));
  };
}

const stormRounds = 2;

/** Members of the planners' group come and go faster than it can rebalance, some with notice, some without. */
export const rebalanceStorm: Fault = async ({ line, feed }) => {
  const [first, second] = [line.stack.process("planner-1"), line.stack.process("planner-2")];
  for (let round = 0; round < stormRounds; round++) {
    await feed();
    await Promise.all([first.stop(), second.signal("SIGKILL")]);
    const starting = second.start();
    await feed();
    await Promise.all([starting, first.start()]);
  }
};
