import { delay, type Logger, type Service } from "@fieldwork/runtime";
import pg from "pg";

export interface Notifications extends Service {
  /**
   * Calls `handle` on each NOTIFY of the channel, and after each reconnection, when some may have been
   * missed.
   */
  on(channel: string, handle: () => void): void;
}

const reconnectMs = 500;

/** One session that listens, for a whole process. Only a hint: whoever listens also polls. */
export function createNotifications({
  connectionString,
  logger,
}: {
  connectionString: string;
  logger: Logger;
}): Notifications {
  const handlers = new Map<string, (() => void)[]>();
  let stopping = new AbortController();
  let client: pg.Client | undefined;
  let lost: Promise<void> = Promise.resolve();

  async function connect(): Promise<void> {
    const connecting = new pg.Client({
      connectionString,
      application_name: "fieldwork notifications",
    });
    connecting.on("notification", ({ channel }) => {
      for (const handle of handlers.get(channel) ?? []) handle();
    });
    const ended = new Promise<void>((resolve) => {
      connecting.once("end", resolve);
      connecting.on("error", () => resolve());
    });
    await connecting.connect();
    for (const channel of handlers.keys()) {
      await connecting.query(`listen ${pg.escapeIdentifier(channel)}`);
    }
    client = connecting;
    lost = ended.then(() => reconnect());
    for (const each of handlers.values()) for (const handle of each) handle();
  }

  async function reconnect(): Promise<void> {
    client = undefined;
    while (!stopping.signal.aborted) {
      await delay(reconnectMs, stopping.signal);
      if (stopping.signal.aborted) return;
      try {
        await connect();
        return;
      } catch (err) {
        logger.debug({ err }, "cannot listen yet");
      }
    }
  }

  return {
    name: "notifications",
    on(channel, handle) {
      handlers.set(channel, [...(handlers.get(channel) ?? []), handle]);
    },
    async start() {
      if (client) return;
      stopping = new AbortController();
      await connect();
    },
    async stop() {
      stopping.abort();
      await client?.end().catch(() => undefined);
      await lost;
    },
  };
}
