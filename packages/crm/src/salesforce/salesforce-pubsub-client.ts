import { fileURLToPath } from "node:url";
import * as grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

/** An event as the stream delivers it; its payload is Avro by the schema that it names. */
export interface StreamEvent {
  schemaId: string;
  payload: Buffer;
  replayId: Buffer;
}

export interface StreamReply {
  events: StreamEvent[];
  /** Where a later subscription goes on, also of a reply without events. */
  latestReplayId: Buffer;
  pending: number;
}

/** Where a subscription begins. */
export type StreamStart = { replayId: Buffer } | "latest";

export interface PubsubAuth {
  accessToken: string;
  instanceUrl: string;
  tenantId: string;
}

export interface PubsubClient {
  /** Ends when the signal fires; throws what the server ends it with. */
  subscribe(
    ask: { topic: string; from: StreamStart; auth: PubsubAuth },
    signal: AbortSignal,
  ): AsyncIterable<StreamReply>;
  /** The Avro schema, as JSON text. */
  schema(id: string, auth: PubsubAuth): Promise<string>;
  close(): void;
}

const proto = fileURLToPath(new URL("./pubsub_api.proto", import.meta.url));
/** The most that the API gives at a time. */
const eventsAtOnce = 100;
const callTimeoutMs = 30_000;

interface FetchReply {
  events: { event: { schemaId: string; payload: Buffer }; replayId: Buffer }[];
  latestReplayId: Buffer;
  pendingNumRequested: number;
}

interface PubsubStub extends grpc.Client {
  subscribe(metadata: grpc.Metadata): grpc.ClientDuplexStream<object, FetchReply>;
  getSchema(
    request: { schemaId: string },
    metadata: grpc.Metadata,
    options: grpc.CallOptions,
    done: (error: grpc.ServiceError | null, reply?: { schemaJson: string }) => void,
  ): void;
}

/** Salesforce's Pub/Sub API: events are asked for in portions, so that none comes that nobody can take. */
export function createPubsubClient({
  address,
  isPlain,
}: {
  address: string;
  /** Without TLS: for a stand-in on our own machine. */
  isPlain: boolean;
}): PubsubClient {
  const loaded = grpc.loadPackageDefinition(loadSync(proto, { longs: String, defaults: true }));
  const { PubSub } = (loaded as unknown as { eventbus: { v1: { PubSub: StubConstructor } } })
    .eventbus.v1;
  const credentials = isPlain ? grpc.credentials.createInsecure() : grpc.credentials.createSsl();
  const stub = new PubSub(address, credentials, {
    "grpc.keepalive_time_ms": 60_000,
    "grpc.keepalive_timeout_ms": 20_000,
  });
  return {
    async *subscribe({ topic, from, auth }, signal) {
      const call = stub.subscribe(metadataOf(auth));
      const onAbort = () => call.cancel();
      signal.addEventListener("abort", onAbort, { once: true });
      try {
        call.write(firstFetch(topic, from));
        for await (const reply of call as AsyncIterable<FetchReply>) {
          const { pendingNumRequested: pending, latestReplayId } = reply;
          yield { events: reply.events.map(eventOf), latestReplayId, pending };
          if (pending <= 0) call.write({ numRequested: eventsAtOnce });
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        signal.removeEventListener("abort", onAbort);
        call.cancel();
      }
    },
    schema: (schemaId, auth) =>
      new Promise((resolve, reject) => {
        const deadline = { deadline: Date.now() + callTimeoutMs };
        stub.getSchema({ schemaId }, metadataOf(auth), deadline, (error, reply) => {
          if (error || reply === undefined) reject(error ?? new Error("an empty reply"));
          else resolve(reply.schemaJson);
        });
      }),
    close: () => stub.close(),
  };
}

type StubConstructor = new (
  address: string,
  credentials: grpc.ChannelCredentials,
  options: grpc.ClientOptions,
) => PubsubStub;

function firstFetch(topicName: string, from: StreamStart): object {
  const start =
    from === "latest"
      ? { replayPreset: "LATEST" }
      : { replayPreset: "CUSTOM", replayId: from.replayId };
  return { topicName, ...start, numRequested: eventsAtOnce };
}

function eventOf({ event, replayId }: FetchReply["events"][number]): StreamEvent {
  return { schemaId: event.schemaId, payload: event.payload, replayId };
}

function metadataOf({ accessToken, instanceUrl, tenantId }: PubsubAuth): grpc.Metadata {
  const metadata = new grpc.Metadata();
  metadata.set("accesstoken", accessToken);
  metadata.set("instanceurl", instanceUrl);
  metadata.set("tenantid", tenantId);
  return metadata;
}

/** What the server said: the code that Salesforce puts into the trailers, else gRPC's own. */
export function streamErrorCode(error: unknown): string {
  const { metadata, code, details } = Object(error) as Partial<grpc.ServiceError>;
  const told = metadata?.get("error-code")[0];
  return told === undefined ? `${code ?? "unknown"} ${details ?? ""}`.trim() : String(told);
}

export function isUnauthenticated(error: unknown): boolean {
  return Object(error).code === grpc.status.UNAUTHENTICATED;
}
