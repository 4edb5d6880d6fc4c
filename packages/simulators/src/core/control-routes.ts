import { z } from "zod";
import { faultRule } from "./fault-rules.ts";
import type { Reply } from "./http-reply.ts";
import { type Call, createRoutes, type Route, type Routes } from "./routes.ts";
import type { SimulatorCore, Vendor } from "./vendor.ts";

/** `/__simulator/…`: what a test tells a simulator, and asks it. Neither in the books nor subject to faults. */
export function createControlRoutes(core: SimulatorCore, vendor: Vendor): Routes {
  const { books, faults } = core;
  const table: Record<string, (call: Call) => Reply | Promise<Reply>> = {
    "GET /__simulator": () => ok({ vendor: vendor.name, ...vendor.describe() }),
    "GET /__simulator/books": ({ query }) => ok(books.page(Number(query.get("since") ?? 0))),
    "GET /__simulator/faults": async () => ok(await faults.list()),
    "POST /__simulator/faults": async ({ body }) => {
      const rules = parse(
        z.union([z.array(faultRule), faultRule.transform((rule) => [rule])]),
        body,
      );
      return ok({ ids: await Promise.all(rules.map((rule) => faults.add(rule))) });
    },
    "DELETE /__simulator/faults": async () => {
      await faults.clear();
      return ok({});
    },
    "GET /__simulator/faults/:id/arrived": async ({ params }) => {
      await faults.arrived(params.id ?? "");
      return ok({});
    },
    "POST /__simulator/release": async ({ body }) => {
      const { id } = parse(z.object({ id: z.string().optional() }), body === "" ? "{}" : body);
      await faults.release(id);
      return ok({});
    },
    "POST /__simulator/delay": async ({ body }) => {
      await faults.delay(parse(z.object({ ms: z.number().nonnegative() }), body).ms);
      return ok({});
    },
  };
  const own = Object.entries(table).map(([pattern, handle]) => [pattern, control(handle)]);
  const added = Object.entries(vendor.controls ?? {}).map(([pattern, route]) => [
    pattern,
    control(route.handle),
  ]);
  return createRoutes(Object.fromEntries([...own, ...added]));
}

/** The body of a control call; what is wrong with it is said in a 400. */
export function parse<T>(schema: z.ZodType<T>, body: string): T {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    throw new Error("the body is no JSON", { cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error(z.prettifyError(parsed.error), { cause: parsed.error });
}

function control(handle: Route["handle"]): Route {
  return {
    kind: "control",
    operation: "control",
    async handle(call) {
      try {
        return await handle(call);
      } catch (error) {
        return { status: 400, json: { error: error instanceof Error ? error.message : error } };
      }
    },
  };
}

function ok(json: unknown): Reply {
  return { status: 200, json };
}
