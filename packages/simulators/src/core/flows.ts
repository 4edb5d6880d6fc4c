import type { RecordStore, StoredRecord } from "./record-store.ts";
import type { CallerKind } from "./routes.ts";

/** An automation of the CRM's own, which saves a record again in the same moment that somebody saved it. */
export interface Flow {
  object: string;
  /** Whose saves it follows; an integration's, when left out. */
  after?: CallerKind | undefined;
  /**
   * What it changes, nothing to save the record as it is; `{n}` in a text is how often it has run. It is
   * taken for the doing of whoever saved the record first, as the vendors do.
   */
  set: Readonly<Record<string, unknown>>;
}

export interface Flows {
  start(flow: Flow): void;
  stop(): void;
  /** A store whose updates are followed by them. */
  running(store: RecordStore): RecordStore;
}

/** The automations of one simulated CRM. A flow does not follow its own saves, nor another flow's. */
export function createFlows(): Flows {
  let flows: readonly Flow[] = [];
  let runs = 0;

  function following({ object }: StoredRecord, kind: CallerKind): readonly Flow[] {
    return flows.filter((flow) => flow.object === object && (flow.after ?? "integration") === kind);
  }
  function valuesOf({ set }: Flow): Record<string, unknown> {
    runs += 1;
    const filled = (value: unknown) =>
      typeof value === "string" ? value.replaceAll("{n}", `${runs}`) : value;
    return Object.fromEntries(Object.entries(set).map(([name, value]) => [name, filled(value)]));
  }
  return {
    start(flow) {
      flows = [...flows, flow];
    },
    stop() {
      flows = [];
    },
    running: (store) => ({
      ...store,
      update(record, fields, change) {
        store.update(record, fields, change);
        for (const flow of following(record, change.by.kind))
          store.update(record, valuesOf(flow), change);
      },
    }),
  };
}
