import type { Told, ToldFailure, TrialVendor } from "@fieldwork/models/testing";
import type {
  Misbehaviour,
  ModelCallNote,
  ModelOptions,
  ModelSimulator,
} from "@fieldwork/simulators";

export type SimulatedVendor = TrialVendor & { simulator: ModelSimulator };

/** Starts a simulated vendor for one test of the contract suite. */
export function startsAt(create: (options: ModelOptions) => ModelSimulator) {
  return async (apiKey: string): Promise<SimulatedVendor> => {
    const simulator = create({ latencyMs: 0, apiKey });
    await simulator.start();
    return {
      ...{ simulator, url: simulator.url, stop: () => simulator.stop() },
      async counted() {
        const { calls } = await simulator.books.read();
        const note = calls.at(-1)?.note as ModelCallNote | undefined;
        return { inputTokens: note?.inputTokens ?? 0, outputTokens: note?.outputTokens ?? 0 };
      },
    };
  };
}

export function misbehaving(how: Misbehaviour): Told<SimulatedVendor> {
  return ({ simulator }) => simulator.misbehave(how);
}

export const oddAnswers = {
  prose: misbehaving("prose"),
  malformed: misbehaving("malformed-json"),
  fenced: misbehaving("fenced-json"),
};

/** Another word for the end of an answer. */
export function finishing(word: string): Told<SimulatedVendor> {
  return ({ simulator }) => simulator.faults.add({ vendor: "finish", word });
}

/** A refusal that the simulated vendor knows by name. */
export function named(of: string): ToldFailure<SimulatedVendor> {
  return { of, outcome: "rejected", tell: ({ simulator }) => simulator.faults.add({ vendor: of }) };
}

interface Refused {
  reason?: string;
  retryAfterS?: number;
}

export function refused(status: number, told: Refused = {}): ToldFailure<SimulatedVendor> {
  const { reason, retryAfterS } = told;
  return {
    of: ["a", status, reason].filter((word) => word !== undefined).join(" "),
    outcome: "rejected",
    tell: ({ simulator }) => simulator.faults.add({ status, ...told }),
    ...(retryAfterS !== undefined && { waitMs: retryAfterS * 1000 }),
  };
}

/** Told once it has worked, and counted. */
export function afterwards(
  how: Misbehaviour,
  more: Pick<ToldFailure<SimulatedVendor>, "tellsUsage" | "waitMs"> = {},
): ToldFailure<SimulatedVendor> {
  return { of: `a good status with ${how}`, outcome: "unknown", tell: misbehaving(how), ...more };
}
