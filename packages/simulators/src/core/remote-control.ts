import { z } from "zod";
import type { BookReader, BooksPage } from "./books.ts";
import type { CrmControl, RecordView } from "./crm-control.ts";
import type { FaultControls, FaultReport } from "./faults.ts";

/** Asks `/__simulator` of a simulator that runs in a process of its own. */
export type Ask = (method: string, path: string, body?: unknown) => Promise<unknown>;

export function createAsk(url: string): Ask {
  return async (method, path, body) => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const reply = await fetch(`${url}/__simulator${path}`, init);
    const text = await reply.text();
    if (reply.status === 404) return undefined;
    if (!reply.ok) throw new Error(`${method} ${path} of the simulator: ${text}`);
    return JSON.parse(text);
  };
}

const created = z.object({ ids: z.array(z.string()) });
const counted = z.object({ count: z.number() });

/** The same as in its process, for a simulator in another. */
export function createRemoteControl(ask: Ask): CrmControl {
  const path = ({ object, id }: { object: string; id: string }) => `/records/${object}/${id}`;
  return {
    faults: createRemoteFaults(ask),
    books: createRemoteBooks(ask),
    async create(object, records, options) {
      const reply = await ask("POST", `/records/${object}`, { ...options, records });
      return created.parse(reply).ids;
    },
    async edit(ref, fields, options) {
      await ask("PATCH", path(ref), { ...options, fields });
    },
    async remove(ref, options) {
      await ask("DELETE", path(ref), { ...options });
    },
    async restore(ref, options) {
      await ask("POST", `${path(ref)}/restore`, { ...options });
    },
    async merge(primary, others, options) {
      const reply = await ask("POST", `${path(primary)}/merge`, { ...options, others });
      return created.parse(reply).ids[0] ?? "";
    },
    record: async (ref) => (await ask("GET", path(ref))) as RecordView | undefined,
    async count(object) {
      const reply = await ask("GET", object === undefined ? "/count" : `/count?object=${object}`);
      return counted.parse(reply).count;
    },
    async startFlow(flow) {
      await ask("POST", "/flows", flow);
    },
    async stopFlows() {
      await ask("DELETE", "/flows");
    },
  };
}

export function createRemoteBooks(ask: Ask): BookReader {
  return { read: async (since = 0) => (await ask("GET", `/books?since=${since}`)) as BooksPage };
}

export function createRemoteFaults(ask: Ask): FaultControls {
  async function add(rule: unknown): Promise<string> {
    const [id = ""] = created.parse(await ask("POST", "/faults", rule)).ids;
    return id;
  }
  const release = async (id?: string) => void (await ask("POST", "/release", { id }));
  return {
    add,
    release,
    async hold(match = {}, phase = "before") {
      const id = await add({ ...match, hold: phase });
      const arrived = ask("GET", `/faults/${id}/arrived`).then(() => undefined);
      // Whoever never waits for it must not be brought down by the end of the simulator.
      arrived.catch(() => {});
      return { arrived, release: () => release(id) };
    },
    clear: async () => void (await ask("DELETE", "/faults")),
    delay: async (ms) => void (await ask("POST", "/delay", { ms })),
    list: async () => (await ask("GET", "/faults")) as FaultReport[],
  };
}
