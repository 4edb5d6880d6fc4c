import type { FieldValues, ObjectName } from "@fieldwork/contracts";
import type { CrmAdapter } from "@fieldwork/crm";
import type { CrmFault, CrmFixture } from "@fieldwork/crm/testing";
import type { CrmControl, FaultRule } from "@fieldwork/simulators";

export interface SimulatedCrm {
  simulator: CrmControl & { stop(): Promise<void> };
  connect(options: { overlapMs?: number; timeoutMs?: number }): CrmAdapter;
  /** Canonical object and field to the vendor's names. */
  objectName(object: ObjectName): string;
  fieldName(object: ObjectName, field: string): string;
  showsDeletions: boolean;
}

/** A simulator as the contract of CRM adapters wants one. What happened before it is not counted. */
export async function asFixture(crm: SimulatedCrm): Promise<CrmFixture> {
  const { simulator, objectName, fieldName } = crm;
  const adapters: CrmAdapter[] = [];
  const { seq: first } = await simulator.books.read();
  const named = (object: ObjectName, values: FieldValues) =>
    Object.fromEntries(
      Object.entries(values).map(([field, value]) => [fieldName(object, field), value]),
    );
  return {
    connect(options = {}) {
      const adapter = crm.connect(options);
      adapters.push(adapter);
      return adapter;
    },
    create: (object, records, options) =>
      simulator.create(
        objectName(object),
        records.map((record) => named(object, record)),
        options,
      ),
    edit: (object, id, values) =>
      simulator.edit({ object: objectName(object), id }, named(object, values)),
    remove: (object, id) => simulator.remove({ object: objectName(object), id }),
    async fail(during, fault, times = 1) {
      await simulator.faults.add({ kind: during, times, ...ruleFor(fault) });
    },
    async countCalls(during) {
      const { calls } = await simulator.books.read(first);
      return calls.filter(({ kind }) => kind === during).length;
    },
    poison: { ai_industry: "No such industry" },
    showsDeletions: crm.showsDeletions,
    vanish: () => simulator.stop(),
    async stop() {
      await Promise.all(adapters.map((adapter) => adapter.close()));
      await simulator.stop();
    },
  };
}

function ruleFor(fault: CrmFault): FaultRule {
  switch (fault) {
    case "reset-before":
      return { reset: "before" };
    case "reset-after":
      return { reset: "after" };
    case "broken-off":
      return { truncate: "connection" };
    case "truncated":
      return { truncate: "body" };
    case "rate-limited":
      return { status: 429 };
    case "unavailable":
      return { status: 503 };
    case "slow":
      return { slowMs: 1200, phase: "after" };
    default:
      return fault satisfies never;
  }
}
