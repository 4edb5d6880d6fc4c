import * as grpc from "@grpc/grpc-js";
import { expect, test } from "vitest";
import type { SalesforceClient } from "./salesforce-client.ts";
import { listenToSalesforce } from "./salesforce-listen.ts";
import type { PubsubClient, StreamReply } from "./salesforce-pubsub-client.ts";
import type { Session } from "./salesforce-session.ts";

const idOf = (position: string | null) =>
  position === null ? null : Buffer.from(position, "base64").toString();

/** A stream that gives two positions, and then takes the session no more: Salesforce's last for hours. */
function expiringOrg(ends: number) {
  let generation = 1;
  const sessionOf = () =>
    ({
      generation,
      accessToken: `token ${generation}`,
      connection: { instanceUrl: "" },
    }) as Session;
  const asked: string[] = [];
  let replies = 0;
  const client = {
    request: async () => ({ data: { organization_id: "org" }, headers: {} }),
    session: async () => sessionOf(),
    async sessionAfter() {
      generation += 1;
      return sessionOf();
    },
  } as unknown as SalesforceClient;
  const pubsub = {
    async *subscribe({
      from,
      auth,
    }: Parameters<PubsubClient["subscribe"]>[0]): AsyncIterable<StreamReply> {
      asked.push(`${from === "latest" ? from : from.replayId.toString()} with ${auth.accessToken}`);
      for (let nth = 0; nth < 2; nth++) {
        replies += 1;
        yield { events: [], latestReplayId: Buffer.from(`${replies}`), pending: 0 };
      }
      if (asked.length > ends) return;
      throw Object.assign(new Error("expired"), { code: grpc.status.UNAUTHENTICATED });
    },
  } as unknown as PubsubClient;
  return { asked, context: { connection: "org", client, pubsub, typeOf: () => "Account" } };
}

test.each([null, "MA=="])(
  "crm-6: with each session that ends, listening goes on where it was, from %s on",
  async (position) => {
    const { asked, context } = expiringOrg(3);
    const told: (string | null)[] = [];
    const listening = listenToSalesforce(
      context,
      { object: "company", position },
      new AbortController().signal,
    );
    const listen = async () => {
      for await (const pushed of listening) told.push(idOf(pushed.position));
    };
    // The org ends the stream of the fourth session itself.
    await expect(listen()).rejects.toMatchObject({ reason: "busy" });
    const first = idOf(position) ?? "latest";
    expect(asked).toEqual([
      ...[`${first} with token 1`, "2 with token 2", "4 with token 3", "6 with token 4"],
    ]);
    expect(told).toEqual(["1", "2", "3", "4", "5", "6", "7", "8"]);
  },
);
