import { setImmediate } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { ReplyReceiver } from "./reply-receiver.ts";

/** A reply that is waited for. */
function send() {
  const aborted: Error[] = [];
  const controller = {
    ...{ aborted: false, paused: false, reason: null },
    abort: (reason: Error) => void aborted.push(reason),
    pause: () => undefined,
    resume: () => undefined,
  };
  const receiver = new ReplyReceiver({ signal: undefined, maxBytes: 1000 });
  receiver.onRequestStart(controller);
  return { receiver, controller, aborted };
}

/** A reply whose head has come. */
function begin(headers: Record<string, string>) {
  const sent = send();
  sent.receiver.onResponseStart(sent.controller, 200, headers);
  return sent;
}

const encodings = [{}, { "content-encoding": "gzip" }];

test.each(encodings)("pieces of a reply with %j end at their signal", async (headers) => {
  const { receiver, aborted } = begin(headers);
  const stop = new AbortController();
  const piece = receiver.pieces(stop.signal).next();
  stop.abort();
  await expect(piece).rejects.toThrow(/abort/i);
  expect(aborted).toHaveLength(1);
});

test.each(encodings)(
  "pieces of a reply with %j do not begin after their signal",
  async (headers) => {
    const { receiver, aborted } = begin(headers);
    await expect(receiver.pieces(AbortSignal.abort()).next()).rejects.toThrow(/abort/i);
    expect(aborted).toHaveLength(1);
  },
);

test("a compressed reply comes in one piece", async () => {
  const { receiver, controller } = begin({ "content-encoding": "gzip" });
  receiver.onResponseData(controller, gzipSync("whole"));
  receiver.onResponseEnd();
  const pieces: string[] = [];
  for await (const piece of receiver.pieces(new AbortController().signal)) pieces.push(piece);
  expect(pieces).toEqual(["whole"]);
});

test("a reply begins with its own head, whatever a proxy tells before", async () => {
  const { receiver, controller } = send();
  const status = receiver.reply.then((reply) => reply.status);
  receiver.onResponseStart(controller, 103, { link: "</style.css>; rel=preload" });
  await setImmediate();
  receiver.onResponseStart(controller, 201, {});
  expect(await status).toBe(201);
});
