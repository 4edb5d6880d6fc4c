import type { PollProgress } from "@fieldwork/connector";

/** Whether every object of every connection has been read to its end at least once. */
export interface ReadState {
  note(progress: PollProgress): void;
  isReadOut(): boolean;
}

export function createReadState(expected: number): ReadState {
  const done = new Set<string>();
  return {
    note({ connection, object, scanDone }) {
      if (scanDone) done.add(`${connection}/${object}`);
    },
    isReadOut: () => done.size >= expected,
  };
}
