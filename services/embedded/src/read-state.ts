import type { PollProgress } from "@fieldwork/connector";

/** What cannot be read until a person fixes something. */
export interface UnreadObject {
  /** `connection/object`. */
  name: string;
  reason: string;
}

/** How far every object of every connection has been read. */
export interface ReadState {
  note(progress: PollProgress): void;
  /** Each has been read to its end at least once, or waits for a person. */
  isReadOut(): boolean;
  unread(): UnreadObject[];
}

export function createReadState(expected: number): ReadState {
  const done = new Set<string>();
  const failures = new Map<string, string>();
  return {
    note({ connection, object, scanDone, failure }) {
      const name = `${connection}/${object}`;
      if (failure === undefined) failures.delete(name);
      else failures.set(name, failure);
      if (scanDone) done.add(name);
    },
    isReadOut: () => new Set([...done, ...failures.keys()]).size >= expected,
    unread: () => [...failures].map(([name, reason]) => ({ name, reason })),
  };
}
