import { closeSync, openSync, readSync } from "node:fs";

const newline = 0x0a;
const chunkBytes = 1 << 20;

/** The lines of a file that end in a newline; what a killed process left half written is passed over. */
export function* readCompleteLines(file: string): Iterable<string> {
  const descriptor = openSync(file, "r");
  const chunk = Buffer.alloc(chunkBytes);
  let pending: Buffer[] = [];
  try {
    for (let size = chunkBytes; size > 0; ) {
      size = readSync(descriptor, chunk);
      let start = 0;
      for (let end = chunk.indexOf(newline); end >= 0 && end < size; ) {
        yield Buffer.concat([...pending, chunk.subarray(start, end)]).toString();
        pending = [];
        start = end + 1;
        end = chunk.indexOf(newline, start);
      }
      if (start < size) pending.push(Buffer.from(chunk.subarray(start, size)));
    }
  } finally {
    closeSync(descriptor);
  }
}
