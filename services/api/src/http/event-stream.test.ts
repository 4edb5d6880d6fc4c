import { connect } from "node:net";
import { setImmediate } from "node:timers/promises";
import fastify from "fastify";
import { expect, onTestFinished, test } from "vitest";
import { beginStream, type EventStream } from "./event-stream.ts";

test("a stream that has ended while its client reads nothing says nothing more, and harms nobody", async () => {
  const app = fastify({ forceCloseConnections: true });
  onTestFinished(() => app.close());
  const opened = Promise.withResolvers<EventStream>();
  app.get("/", (_, reply) => opened.resolve(beginStream(reply)));
  await app.listen({ host: "127.0.0.1", port: 0 });
  const [address] = app.addresses();
  const port = typeof address === "object" ? address.port : 0;
  const client = connect(port, "127.0.0.1");
  onTestFinished(() => void client.destroy());
  client.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
  const stream = await opened.promise;
  client.pause();
  // More than the sockets on both sides hold.
  for (let at = 0; at < 32; at += 1) stream.say("changed", "x".repeat(1_000_000));
  stream.end();
  const faults: unknown[] = [];
  const note = (fault: unknown) => faults.push(fault);
  process.prependListener("uncaughtException", note);
  onTestFinished(() => void process.off("uncaughtException", note));
  stream.say("changed", {});
  stream.beat();
  await setImmediate();
  await setImmediate();
  expect(faults).toEqual([]);
});
