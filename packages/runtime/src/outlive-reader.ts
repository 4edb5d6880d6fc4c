/**
 * What is written to a pipe whose reader has gone is lost, and nothing else: `| head` has seen enough, and Ctrl-C ends
 * a `| tee` before a program has stopped.
 */
export function outliveReader(stream: NodeJS.WritableStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}
