import type { ObjectName } from "@fieldwork/contracts";
import { z } from "zod";
import { CrmError, stoppedCall } from "../crm-error.ts";
import type { Hint, Pushed } from "../hint.ts";
import { changeTopic, createEventReader, pushedBy } from "./salesforce-change-events.ts";
import { callClient, malformed, type SalesforceClient } from "./salesforce-client.ts";
import {
  isUnauthenticated,
  type PubsubAuth,
  type PubsubClient,
  type StreamReply,
  type StreamStart,
  streamErrorCode,
} from "./salesforce-pubsub-client.ts";
import type { Session } from "./salesforce-session.ts";

export interface ListenContext {
  connection: string;
  client: SalesforceClient;
  pubsub: PubsubClient;
  typeOf(object: ObjectName): string;
}

const userinfo = z.object({ organization_id: z.string().min(1) });

/**
 * What Salesforce tells as it happens, from a position on. Where it does not know the position any more, it
 * begins at the end of the stream, and what lies between has to be looked for.
 */
export async function* listenToSalesforce(
  context: ListenContext,
  { object, position }: { object: ObjectName; position: string | null },
  signal: AbortSignal,
): AsyncIterable<Pushed> {
  const { client } = context;
  let at: Listening = {
    from: position === null ? "latest" : { replayId: Buffer.from(position, "base64") },
    session: await client.session(signal),
    mayRenew: true,
  };
  while (!signal.aborted) {
    try {
      for await (const pushed of subscribed(context, { object, ...at }, signal)) {
        yield pushed;
        // It is kept by now: a session that ends later has listening go on from here.
        at = { ...at, from: startAfter(pushed) ?? at.from, mayRenew: true };
      }
      if (!signal.aborted) throw ended();
    } catch (error) {
      if (signal.aborted) throw stoppedCall("not-sent");
      const next = await afterEnd(at, error, () => client.sessionAfter(at.session, signal));
      if (next.from !== at.from) yield { hints: [], reconcile: "position-lost", position: null };
      at = next;
    }
  }
}

function startAfter({ position }: Pushed): StreamStart | undefined {
  return position === null ? undefined : { replayId: Buffer.from(position, "base64") };
}

interface Listening {
  from: StreamStart;
  session: Session;
  mayRenew: boolean;
}

/** How to go on after a subscription that was refused; throws where only waiting helps. */
async function afterEnd(
  at: Listening,
  error: unknown,
  renew: () => Promise<Session>,
): Promise<Listening> {
  if (error instanceof CrmError) throw error;
  if (isUnauthenticated(error) && at.mayRenew) {
    return { ...at, session: await renew(), mayRenew: false };
  }
  if (at.from !== "latest" && /replayid/i.test(streamErrorCode(error))) {
    return { ...at, from: "latest" };
  }
  throw streamError(error);
}

function ended(): CrmError {
  const message = "Salesforce ended the stream of changes";
  return new CrmError(message, { reason: "busy", outcome: "not-sent" });
}

async function* subscribed(
  { connection, client, pubsub, typeOf }: ListenContext,
  { object, from, session }: { object: ObjectName } & Listening,
  signal: AbortSignal,
): AsyncIterable<Pushed> {
  const { data } = await client.request(
    { method: "GET", path: "/services/oauth2/userinfo", during: "read" },
    signal,
  );
  const parsed = userinfo.safeParse(data);
  if (!parsed.success) throw malformed(parsed.error);
  const { accessToken, connection: jsforce } = session;
  const auth: PubsubAuth = {
    ...{ accessToken, instanceUrl: jsforce.instanceUrl },
    tenantId: parsed.data.organization_id,
  };
  const read = createEventReader((id) => pubsub.schema(id, auth));
  const told = { connection, object, ownClient: callClient };
  const topic = changeTopic(typeOf(object));
  for await (const reply of pubsub.subscribe({ topic, from, auth }, signal)) {
    yield await pushedIn(reply, async (event) => pushedBy(await read(event), told));
  }
}

/** An event that nobody can read still says that something has changed. */
async function pushedIn(
  { events, latestReplayId }: StreamReply,
  read: (event: StreamReply["events"][number]) => Promise<Omit<Pushed, "position">>,
): Promise<Pushed> {
  const hints: Hint[] = [];
  let reconcile: Pushed["reconcile"] = null;
  for (const event of events) {
    const pushed = await read(event).catch(() => ({ hints: [], reconcile: "unreadable" as const }));
    hints.push(...pushed.hints);
    reconcile = pushed.reconcile ?? reconcile;
  }
  const last = events.at(-1)?.replayId ?? latestReplayId;
  return { hints, reconcile, position: last.length === 0 ? null : last.toString("base64") };
}

function streamError(error: unknown): CrmError {
  const code = streamErrorCode(error);
  const isRefused = isUnauthenticated(error);
  const isPermanent = /topic|permission|not.?found|^5 |^7 /i.test(code);
  const reason = isRefused ? "refused-credentials" : isPermanent ? "not-permitted" : "busy";
  return new CrmError(`the stream of changes ended: ${code}`, {
    ...{ reason, outcome: "not-sent", signature: `stream ${code}`, cause: error },
  });
}
