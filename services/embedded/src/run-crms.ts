import type { Connection, CrmAdapter, Mappings } from "@fieldwork/crm";
import type { Enrichment, OutputsOf } from "@fieldwork/enrichments";
import type { Service } from "@fieldwork/runtime";
import type { Reader } from "@fieldwork/store/reading";

/** Starts a part of a run; all parts are stopped together, the last one first. */
export type StartPart = <S extends Service>(part: S) => Promise<S>;

/** The CRMs of a run, and what is known about them. */
export interface RunCrms {
  /** The first word of the name under which the run's state is kept. */
  name: string;
  /**
   * What else distinguishes that state from others. The model that answers is distinguished
   * automatically.
   */
  identity: readonly [unknown, ...unknown[]];
  /** For the first lines that a run prints. */
  description: string;
  /** Whether answers are written, or only shown. */
  writes: boolean;
  connectionNames: readonly string[];
  /** How backfills are ordered of what was there before; undefined: it is only read. */
  backfills: { ramp: readonly number[]; restMinutes: number } | undefined;
  /** What is read from each. */
  mappings: Mappings;
  /** Where the CRMs are; first starts those that are ours to start. They keep their data in `dir`. */
  open(dir: string, start: StartPart): Promise<Connection[]>;
  /** Does what an administrator would do before output fields are looked for. */
  deployOutputs?(adapters: readonly CrmAdapter[], outputs: OutputsOf): Promise<void>;
  /** What is known about the answers in addition to what the store knows; undefined: nothing. */
  assess?(reader: Reader, enrichments: readonly Enrichment[]): Promise<Findings | undefined>;
  /** Lines that tell a person what to try while the run keeps watching. */
  whatToTry?(reader: Reader): Promise<string[]>;
}

/** A part of a run's summary that not every run has. */
export interface Findings {
  /** For scripts: names and values. */
  json: Readonly<Record<string, unknown>>;
  /** For people: the first column and the second. */
  lines: readonly (readonly [string, string])[];
}
