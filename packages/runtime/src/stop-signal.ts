/** Fires when this process is asked to exit: by SIGTERM, or by SIGINT as Ctrl-C sends it. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}
