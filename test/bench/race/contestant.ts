import type { LocalBackends } from "@fieldwork/infra/local";
import type { Stages } from "../stages.ts";
import type { RaceVendors } from "./race-vendors.ts";

/** What all contestants are given alike. */
export interface Race {
  /** Unique among the races. */
  name: string;
  /** That ask the model. */
  processes: number;
  /** Records in work at once in each of them. */
  concurrency: number;
  companies: number;
  /** A Kafka that already has all changes, and a Redis. */
  backends: LocalBackends;
  /** The folder of the PostgreSQL to start; by default the packaged one. */
  postgresBinDir?: string | undefined;
}

/** A line whose every process runs, but for the one that reads the topic. */
export interface PreparedLine {
  vendors: Pick<RaceVendors, "salesforce" | "openai">;
  /** The consumer group of the process that reads the topic. */
  group: string;
  startReading(): Promise<void>;
  /** The pids of the line's own processes, by part. */
  ownParts(): Record<string, readonly number[]>;
  /** Those of servers that this line alone uses. */
  serverParts?(): Record<string, readonly number[]>;
  /** Records that the line is through with, for a reason not to write them. None, when left out. */
  countUnwritten?(): Promise<number>;
  /** How long records spent where. */
  findStages?(startedAt: Date): Promise<Stages>;
  stop(): Promise<void>;
}

export interface Contestant {
  name: string;
  /** How many times as many records in work as the others have; 1, when left out. */
  timesInWork?: number;
  prepare(race: Race): Promise<PreparedLine>;
}
