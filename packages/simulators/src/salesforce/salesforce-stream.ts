import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import * as grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import type { RecordStore } from "../core/record-store.ts";
import type { Caller } from "../core/routes.ts";
import {
  createStreamTopics,
  overflowId,
  type StreamTopics,
  schema,
  schemaId,
} from "./salesforce-stream-topics.ts";

/** What a test does to the stream of an org's changes. */
export interface SalesforceStreamControl {
  /** Of the Pub/Sub API, as host:port; empty until started. */
  readonly streamAddress: string;
  /** Tells that something happened to these records, and not what. */
  pushGap(object: string, ids: readonly string[], change: "CREATE" | "UPDATE" | "DELETE"): void;
  /** Tells that more has happened than can be told. */
  pushOverflow(object: string): void;
  /** Tells listeners that nothing has happened, and how far the stream is. */
  keepAlive(): void;
  /** Refuses every position that was given out, as after three days. */
  forgetPositions(): void;
  /** Ends every subscription. */
  dropStreams(): void;
}

export interface SalesforceStream extends SalesforceStreamControl {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The same store, whose changes are told. */
  telling(store: RecordStore): RecordStore;
}

interface Fetch {
  topicName: string;
  replayPreset: string;
  replayId: Buffer;
  numRequested: number;
}

type Subscription = grpc.ServerDuplexStream<Fetch, object> & {
  topic?: string;
  next?: number;
  wanted?: number;
};

const proto = fileURLToPath(
  new URL("../../contracts/salesforce-pubsub_api.proto", import.meta.url),
);
/** Change Data Capture over the Pub/Sub API: a topic for each object, and a position in each. */
export function createSalesforceStream(isKnown: (token: string) => boolean): SalesforceStream {
  const subscriptions = new Set<Subscription>();
  const topics = createStreamTopics(() => {
    for (const call of subscriptions) serve(topics, call);
  });
  let validFrom = 0;
  let address = "";
  let server: grpc.Server | undefined;
  const happened = (entityName: string, recordIds: readonly string[], changeType: string) =>
    topics.append({ entityName, recordIds, changeType, by: nobody, atMs: Date.now() });

  function subscribe(call: Subscription): void {
    if (!isKnown(String(call.metadata.get("accesstoken")[0] ?? ""))) {
      fail(call, grpc.status.UNAUTHENTICATED, "service.auth.error");
      return;
    }
    call.on("data", (fetch: Fetch) => {
      if (call.topic === undefined && !begin(topics, call, { fetch, validFrom })) {
        const code = "subscription.fetch.replayid.validation.failed";
        fail(call, grpc.status.INVALID_ARGUMENT, code);
        return;
      }
      call.wanted = (call.wanted ?? 0) + fetch.numRequested;
      subscriptions.add(call);
      serve(topics, call);
    });
    const end = () => subscriptions.delete(call);
    call.on("cancelled", end);
    call.on("error", end);
    call.on("end", () => {
      end();
      call.end();
    });
  }

  return {
    get streamAddress() {
      return address;
    },
    async start() {
      server = createServer(subscribe);
      address = await listen(server);
    },
    async stop() {
      server?.forceShutdown();
    },
    pushGap: (object, ids, change) => happened(object, ids, `GAP_${change}`),
    pushOverflow: (object) => happened(object, [overflowId], "GAP_OVERFLOW"),
    keepAlive() {
      for (const call of subscriptions) serve(topics, call, true);
    },
    forgetPositions() {
      validFrom = topics.longest();
    },
    dropStreams() {
      for (const call of subscriptions) fail(call, grpc.status.UNAVAILABLE, "service.unavailable");
      subscriptions.clear();
    },
    telling: (store) => tellingStore(store, topics),
  };
}

function serve(topics: StreamTopics, call: Subscription, mayBeEmpty = false): void {
  const { topic = "", next = 0, wanted = 0 } = call;
  const all = topics.of(topic);
  const events = all.slice(next, next + wanted);
  if (events.length === 0 && !mayBeEmpty) return;
  call.next = next + events.length;
  call.wanted = wanted - events.length;
  call.write({
    events: events.map(({ payload, replayId }) => {
      return { event: { id: randomUUID(), schemaId, payload }, replayId };
    }),
    latestReplayId: all[call.next - 1]?.replayId ?? Buffer.alloc(0),
    ...{ rpcId: randomUUID(), pendingNumRequested: call.wanted },
  });
}

/** Whether a subscription can begin where it wants to. */
function begin(
  topics: StreamTopics,
  call: Subscription,
  { fetch, validFrom }: { fetch: Fetch; validFrom: number },
): boolean {
  const { topicName, replayPreset, replayId } = fetch;
  const events = topics.of(topicName);
  call.topic = topicName;
  if (replayPreset !== "CUSTOM") {
    call.next = replayPreset === "EARLIEST" ? 0 : events.length;
    return true;
  }
  const at = events.findIndex((event) => event.replayId.equals(replayId));
  call.next = at + 1;
  return at >= validFrom;
}

function createServer(subscribe: (call: Subscription) => void): grpc.Server {
  const server = new grpc.Server();
  const loaded = grpc.loadPackageDefinition(loadSync(proto, { enums: String, defaults: true }));
  const { PubSub } = (loaded as unknown as Loaded).eventbus.v1;
  server.addService(PubSub.service, {
    subscribe,
    getSchema: (
      { request }: { request: { schemaId: string } },
      done: (error: object | null, reply?: object) => void,
    ) => {
      const isKnown = request.schemaId === schemaId;
      const reply = { schemaId, schemaJson: JSON.stringify(schema), rpcId: randomUUID() };
      done(isKnown ? null : { code: grpc.status.NOT_FOUND }, isKnown ? reply : undefined);
    },
  });
  return server;
}

/** Resolves with its address. */
function listen(server: grpc.Server): Promise<string> {
  const credentials = grpc.ServerCredentials.createInsecure();
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", credentials, (error, port) => {
      if (error) reject(error);
      else resolve(`127.0.0.1:${port}`);
    });
  });
}

function tellingStore(store: RecordStore, topics: StreamTopics): RecordStore {
  return {
    ...store,
    create(record, { by, atMs }) {
      const made = store.create(record, { by, atMs });
      topics.note(made, { changeType: "CREATE", by, atMs });
      return made;
    },
    update(record, fields, { by, atMs }) {
      store.update(record, fields, { by, atMs });
      topics.note(record, { changeType: "UPDATE", by, atMs });
    },
    remove(record, { by, atMs }) {
      store.remove(record, { by, atMs });
      topics.note(record, { changeType: "DELETE", by, atMs });
    },
    restore(record, { by, atMs }) {
      store.restore(record, { by, atMs });
      topics.note(record, { changeType: "UNDELETE", by, atMs });
    },
  };
}

interface Loaded {
  eventbus: { v1: { PubSub: { service: grpc.ServiceDefinition } } };
}

const nobody: Caller = { kind: "nobody", id: "" };

function fail(call: Subscription, code: grpc.status, name: string): void {
  const metadata = new grpc.Metadata();
  metadata.set("error-code", `sfdc.platform.eventbus.grpc.${name}`);
  call.emit("error", { code, details: name, metadata });
}
