import type { IncomingHttpHeaders } from "node:http";
import type { Reply } from "./http-reply.ts";

/** Who calls. A person's edit is told from an integration's by the credentials it came with. */
export type CallerKind = "integration" | "person" | "system" | "nobody";

export interface Caller {
  kind: CallerKind;
  /** The vendor's own name for the caller: a user id, or an application's. */
  id: string;
  /** What a program calls itself, where the vendor lets it. */
  client?: string;
}

export interface Call {
  method: string;
  /** Without the query. */
  path: string;
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
  caller: Caller;
  /** Aborts when whoever calls hangs up before the answer has left. */
  hungUp(): AbortSignal;
  /** Faults that only the vendor's own handlers know how to play. */
  vendorFaults: readonly VendorFault[];
}

export interface VendorFault {
  vendor: string;
  [option: string]: unknown;
}

export interface Route {
  /** What the call is for: `read`, `write`, `login`, … Faults and counts go by it. */
  kind: string;
  /** Finer than the kind: `search`, `batch-update`. Faults may name it in place of the kind. */
  operation: string;
  /** Answered without credentials. */
  open?: boolean;
  handle(call: Call): Reply | Promise<Reply>;
}

export interface RouteMatch {
  route: Route;
  params: Record<string, string>;
}

export interface Routes {
  match(method: string, path: string): RouteMatch | undefined;
}

interface Pattern {
  segments: readonly string[];
  route: Route;
}

/** A table of `METHOD /path/:param`; the first that fits is taken. */
export function createRoutes(table: Readonly<Record<string, Route>>): Routes {
  const groups = new Map<string, Pattern[]>();
  for (const [pattern, route] of Object.entries(table)) {
    const [method = "", path = ""] = pattern.split(" ");
    const segments = path.split("/");
    const key = `${method} ${segments.length}`;
    const group = groups.get(key) ?? [];
    groups.set(key, [...group, { segments, route }]);
  }
  return {
    match(method, path) {
      const segments = path.split("/");
      for (const pattern of groups.get(`${method} ${segments.length}`) ?? []) {
        const params = paramsOf(pattern.segments, segments);
        if (params) return { route: pattern.route, params };
      }
      return undefined;
    },
  };
}

function paramsOf(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const segment = segments[index] ?? "";
    if (expected.startsWith(":")) params[expected.slice(1)] = decoded(segment);
    else if (expected !== segment) return undefined;
  }
  return params;
}

function decoded(segment: string): string {
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    // A stray percent sign is no escape; vendors take it literally.
    return segment;
  }
}
