import type { ServerResponse } from "node:http";
import type { FaultEffect, FaultSubject, RenderFault } from "./faults.ts";
import { type Delivery, type Reply, sendReply } from "./http-reply.ts";
import type { Call, Route } from "./routes.ts";
import type { SimulatorCore, Vendor } from "./vendor.ts";

export interface PlayedCall {
  call: Call;
  route: Route;
  /** The reply to somebody the vendor does not know. */
  refusal: Reply | undefined;
  arrivedAt: string;
}

/** Handles a call as its fault has it: books and state are on disk before any answer leaves. */
export async function playCall(
  core: SimulatorCore,
  vendor: Vendor,
  { call, route, refusal, arrivedAt, response }: PlayedCall & { response: ServerResponse },
): Promise<void> {
  const { faults } = core;
  const subject = subjectOf(call, route);
  const effect = faults.take(subject);
  const headers = notedHeaders(call, vendor.notedHeaders ?? []);
  await faults.delayed();
  if (effect?.kind === "wait" && effect.phase === "before") await effect.wait();
  if (effect?.kind === "reset" && effect.phase === "before") {
    enter(core, subject, { arrivedAt, status: null, effect, headers });
    return reset(response);
  }
  const reply = refusal ?? (await answer(vendor, { call, route, effect }));
  const isReset = effect?.kind === "reset";
  const status = isReset ? null : reply.status;
  enter(core, subject, { arrivedAt, status, effect, headers, note: reply.note });
  if (effect?.kind === "wait" && effect.phase === "after") await effect.wait();
  if (isReset) return reset(response);
  const completed = vendor.complete?.(reply, call, route) ?? reply;
  await sendReply(response, completed, {
    delivery: deliveryOf(effect),
    ...(vendor.compresses && { acceptEncoding: String(call.headers["accept-encoding"] ?? "") }),
  });
}

interface Outcome {
  arrivedAt: string;
  status: number | null;
  effect: FaultEffect | undefined;
  headers: Record<string, string>;
  note?: unknown;
}

function notedHeaders({ headers }: Call, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  );
}

function enter(
  { books, journal }: SimulatorCore,
  { method, path, kind, operation, caller }: FaultSubject,
  { arrivedAt, status, effect, headers, note }: Outcome,
): void {
  books.call({
    ...{ at: new Date().toISOString(), arrivedAt },
    ...{ method, path, kind, operation, status, caller },
    ...(effect && { fault: effect.name }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(note !== undefined && { note }),
  });
  journal.flush();
}

interface Answered {
  call: Call;
  route: Route;
  effect: FaultEffect | undefined;
}

async function answer(vendor: Vendor, { call, route, effect }: Answered): Promise<Reply> {
  if (effect?.kind === "refuse") return refuse(vendor, effect.fault, subjectOf(call, route));
  const limited = vendor.limit?.(call, route);
  if (limited) return limited;
  const vendorFaults = effect?.kind === "vendor" ? [effect.fault] : [];
  return await route.handle({ ...call, vendorFaults });
}

function refuse(vendor: Vendor, fault: Parameters<RenderFault>[0], subject: FaultSubject): Reply {
  const { status, retryAfterS, retryAfter = retryAfterS, as = "vendor" } = fault;
  const headers = retryAfter === undefined ? {} : { "retry-after": `${retryAfter}` };
  if (as === "empty") return { status, headers };
  if (as === "bare") return { status, headers, text: "upstream connect error" };
  if (as === "html") {
    const text = `<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>`;
    return { status, headers: { "content-type": "text/html", ...headers }, text };
  }
  const reply = vendor.renderFault(fault, subject);
  return { ...reply, headers: { ...reply.headers, ...headers } };
}

function subjectOf({ method, path, query, body, caller }: Call, route: Route): FaultSubject {
  const { kind, operation } = route;
  return { method, path, query: query.toString(), body, kind, operation, caller: caller.kind };
}

function deliveryOf(effect: FaultEffect | undefined): Delivery {
  if (effect?.kind !== "truncate") return "whole";
  return effect.at === "body" ? "half-body" : "half-connection";
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}
