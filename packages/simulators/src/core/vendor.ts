import type { IncomingMessage } from "node:http";
import { type Books, createBooks } from "./books.ts";
import { createFaults, type Faults, type RenderFault } from "./faults.ts";
import type { Reply } from "./http-reply.ts";
import { createJournal, type JournalPart, type SimulatorJournal } from "./journal.ts";
import type { Call, Caller, Route, Routes } from "./routes.ts";

export interface SimulatorOptions {
  /** 0, the default: any that is free. */
  port?: number | undefined;
  /** Where state and books are kept; without it, in memory only. */
  dir?: string | undefined;
  /** Lets every call wait this long. */
  delayMs?: number | undefined;
  /** Calls and writes of which the books keep rows; counts are kept of all. */
  keepRows?: number | undefined;
}

/** What a simulator of any vendor keeps: where it writes, what it saw, what goes wrong. */
export interface SimulatorCore {
  journal: SimulatorJournal;
  books: Books;
  faults: Faults;
}

/** What a vendor adds to the core. */
export interface Vendor {
  name: string;
  routes: Routes;
  /** Called at `/__simulator/…`, beside the controls that all simulators have. */
  controls?: Readonly<Record<string, Route>>;
  /** Who calls, or the reply to somebody it does not know. */
  authenticate(headers: IncomingMessage["headers"]): Caller | Reply;
  renderFault: RenderFault;
  notFound(method: string, path: string): Reply;
  /** Whether it compresses its replies to those who take that. */
  compresses?: boolean;
  /** Adds what every reply of the vendor carries. */
  complete?(reply: Reply, call: Call, route: Route): Reply;
  /** Refuses a call before it is handled: a rate limit that the simulator keeps. */
  limit?(call: Call, route: Route): Reply | undefined;
  /** Headers of a call, in lower case, that the books keep. */
  notedHeaders?: readonly string[];
  /** State that goes on disk, by name. */
  parts?: Readonly<Record<string, JournalPart>>;
  /** Shown at `GET /__simulator`. */
  describe(): Record<string, unknown>;
}

export function createSimulatorCore({ dir, delayMs, keepRows }: SimulatorOptions): SimulatorCore {
  const journal = createJournal(dir);
  return { journal, books: createBooks(journal, keepRows), faults: createFaults({ delayMs }) };
}
