import type { Job, WorkerOptions } from "bullmq";
import type { WakeUpJob } from "./wake-up-jobs.ts";

/** What BullMQ needs to run on one backend or another. */
export interface BullmqBackend {
  createQueue(name: string): LaneQueue;
  createWorker(
    name: string,
    run: (job: LaneJob) => Promise<void>,
    settings: WorkerSettings,
  ): LaneWorker;
  start(): Promise<void>;
  ping(): Promise<unknown>;
  /** Ends every connection, even if something still waits on it. */
  stop(): Promise<void>;
}

/** The part of BullMQ's Queue in use; its own type names the backend. */
export interface LaneQueue {
  waitUntilReady(): Promise<unknown>;
  addBulk(jobs: { name: string; data: WakeUpJob; opts: object }[]): Promise<unknown>;
  getJobs(types: ("waiting" | "active")[]): Promise<Pick<Job, "data">[]>;
  close(): Promise<void>;
  on(event: "error", listener: (error: Error) => void): unknown;
}

export interface LaneWorker {
  concurrency: number;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
  on(event: "error", listener: (error: Error) => void): unknown;
}

export type LaneJob = Pick<Job, "id" | "data" | "updateData">;
export type WorkerSettings = Omit<WorkerOptions, "connection" | "prefix">;
