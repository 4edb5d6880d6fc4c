import { afterAll, afterEach, beforeAll, beforeEach, describe, test } from "vitest";
import {
  backends,
  crashBackend,
  freezeBackends,
  restartBackend,
  unmoved,
} from "./backend-faults.ts";
import { concurrency, createFaultLine, type FaultLine } from "./fault-line.ts";
import {
  freezeService,
  killService,
  type ServiceName,
  services,
  stopService,
} from "./service-faults.ts";
import { expectKept, expectWithinBudget, type Fault, playWave } from "./wave.ts";

const waveTimeoutMs = 240_000;
let line: FaultLine;

beforeAll(async () => {
  line = await createFaultLine();
}, 240_000);

beforeEach(({ onTestFailed }) => {
  onTestFailed(() => void process.stderr.write(`${line.log()}\n`));
});

afterEach(() => expectWithinBudget(line));

afterAll(() => line?.stop(), 60_000);

const serviceFaults = {
  "is killed": killService,
  "is frozen until others took over": freezeService,
  "is stopped": stopService,
} satisfies Record<string, (service: ServiceName) => Fault>;

const backendFaults = {
  "is killed": crashBackend,
  "is frozen": freezeBackends,
  "is restarted": restartBackend,
} satisfies Record<string, (name: (typeof backends)[number]) => Fault>;

type FaultName = keyof typeof serviceFaults | keyof typeof backendFaults;

function pairs<A, B>(these: readonly A[], those: readonly B[]): [A, B][] {
  return these.flatMap((one) => those.map((other): [A, B] => [one, other]));
}

function keysOf<Key extends FaultName>(faults: Record<Key, unknown>): Key[] {
  return Object.keys(faults).filter((key): key is Key => key in faults);
}

describe("G1, G2, G3, G4: a production line keeps its promises", () => {
  test.each(pairs(services, keysOf(serviceFaults)))(
    "when one %s %s",
    async (service, fault) => {
      const mayPayAgain = service === "enricher" && fault !== "is stopped";
      const found = await playWave(line, serviceFaults[fault](service));
      expectKept(found, { inFlight: mayPayAgain ? concurrency : 0 });
    },
    waveTimeoutMs,
  );

  test.each(pairs(backends, keysOf(backendFaults)))(
    "when %s %s",
    async (backend, fault) => {
      const found = await playWave(line, unmoved(backendFaults[fault](backend)));
      expectKept(found, { inFlight: 2 * concurrency });
    },
    waveTimeoutMs,
  );
});
