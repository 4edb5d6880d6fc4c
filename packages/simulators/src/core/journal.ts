import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { readCompleteLines } from "./read-lines.ts";

/** A part of a simulator's state that outlives its process. */
export interface JournalPart {
  /** Takes up one entry that was staged before. */
  restore(entry: unknown): void;
  /** Entries that amount to the state as it is. */
  snapshot(): Iterable<unknown>;
}

export interface Journal {
  /** Replays what is on disk into the parts, by name, and rewrites it as short as it can be. */
  open(parts: Readonly<Record<string, JournalPart>>): void;
  /** Notes a change for the next flush. */
  stage(part: string, entry: unknown): void;
  /** Puts all that was staged on disk, as one line: after a kill it is there whole, or not at all. */
  flush(): void;
  close(): void;
}

/** The journal of a whole simulator. */
export interface SimulatorJournal extends Journal {
  /** Runs something whose flushes become one. */
  together<T>(run: () => T): T;
}

type StagedEntry = readonly [part: string, entry: unknown];

const entriesPerLine = 200;

/**
 * State as a file of appended lines. An append is in the kernel's hands when `flush` returns, so it
 * survives the death of the process, though not of the machine. Without a folder nothing is kept.
 */
export function createJournal(dir: string | undefined): SimulatorJournal {
  return dir === undefined ? memoryJournal : createFileJournal(dir);
}

const memoryJournal: SimulatorJournal = {
  open() {},
  stage() {},
  flush() {},
  together: (run) => run(),
  close() {},
};

function createFileJournal(dir: string): SimulatorJournal {
  const file = join(dir, "journal.jsonl");
  let staged: StagedEntry[] = [];
  let descriptor: number | undefined;
  let isGathering = false;
  function flush(): void {
    if (staged.length === 0 || isGathering) return;
    const line = `${JSON.stringify(staged)}\n`;
    staged = [];
    descriptor ??= openSync(file, "a");
    writeAll(descriptor, line);
  }
  return {
    open(parts) {
      mkdirSync(dir, { recursive: true });
      if (!existsSync(file)) return;
      replay(file, parts);
      compact(file, parts);
      staged = [];
    },
    stage(part, entry) {
      staged.push([part, entry]);
    },
    flush,
    together(run) {
      isGathering = true;
      try {
        return run();
      } finally {
        isGathering = false;
        flush();
      }
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}

function replay(file: string, parts: Readonly<Record<string, JournalPart>>): void {
  for (const line of readCompleteLines(file)) {
    const entries: StagedEntry[] = JSON.parse(line);
    for (const [part, entry] of entries) parts[part]?.restore(entry);
  }
}

function compact(file: string, parts: Readonly<Record<string, JournalPart>>): void {
  const shorter = `${file}.new`;
  const descriptor = openSync(shorter, "w");
  let entries: StagedEntry[] = [];
  const write = () => {
    if (entries.length > 0) writeAll(descriptor, `${JSON.stringify(entries)}\n`);
    entries = [];
  };
  for (const [name, part] of Object.entries(parts)) {
    for (const entry of part.snapshot()) {
      entries.push([name, entry]);
      if (entries.length === entriesPerLine) write();
    }
  }
  write();
  closeSync(descriptor);
  renameSync(shorter, file);
}

function writeAll(descriptor: number, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
}
