const everyMs = 60_000;

export interface Progress {
  /** What begins now. */
  tell(doing: string): void;
  /** How many are done by now. */
  sample(done: number): void;
  stop(): void;
}

/** Says on stderr every minute how far a long run is. */
export function tellProgress(changes: number): Progress {
  const startedAt = performance.now();
  let doing = "starting";
  let done = 0;
  const say = () => {
    const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
    process.stderr.write(
      `growth, ${changes} changes, after ${minutes} min: ${doing}; ${done} done\n`,
    );
  };
  const timer = setInterval(say, everyMs);
  return {
    tell(next) {
      doing = next;
      say();
    },
    sample(count) {
      done = count;
    },
    stop: () => clearInterval(timer),
  };
}
