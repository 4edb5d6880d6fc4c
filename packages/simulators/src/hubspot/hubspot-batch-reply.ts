import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Reply } from "../core/http-reply.ts";
import type { Call } from "../core/routes.ts";
import type { HubspotErrorBody } from "./hubspot-errors.ts";

export interface ItemError extends HubspotErrorBody {
  context: Record<string, readonly string[]>;
}

export interface BatchOutcome {
  results: readonly unknown[];
  errors: readonly ItemError[];
}

export function batchReply(status: number, { results, errors }: BatchOutcome): Reply {
  const at = new Date().toISOString();
  return {
    status: errors.length > 0 ? 207 : status,
    json: {
      status: "COMPLETE",
      results,
      ...(errors.length > 0 && {
        numErrors: errors.length,
        errors: errors.map((error) => ({ status: "error", id: randomUUID(), ...error })),
      }),
      startedAt: at,
      completedAt: at,
    },
  };
}

/** The faults `silent-no-op` and `silent-multi-status`: a success that speaks of no record, and nothing is done. */
export function silentReply({ vendorFaults }: Call): Reply | undefined {
  const told = new Set(vendorFaults.map(({ vendor }) => vendor));
  if (told.has("silent-no-op")) return batchReply(200, { results: [], errors: [] });
  if (!told.has("silent-multi-status")) return undefined;
  const json = { status: "COMPLETE", results: [], numErrors: 0, errors: [] };
  return { status: 207, json };
}

const itemFault = z.object({
  ids: z.array(z.string()),
  category: z.string().default("LOCKED"),
  message: z.string().default("The record is locked by another operation"),
});

/** The fault `item-error`: these records fail with this category, the others of the call do not. */
export function faultErrors({ vendorFaults }: Call, ids: readonly string[]): ItemError[] {
  return vendorFaults
    .filter(({ vendor }) => vendor === "item-error")
    .flatMap((fault) => {
      const { ids: told, category, message } = itemFault.parse(fault);
      const hit = told.filter((id) => ids.includes(id));
      return hit.map((id) => ({ category, message, context: { ids: [id] } }));
    });
}

export function isNamedIn(errors: readonly ItemError[], id: string | undefined): boolean {
  return id !== undefined && errors.some(({ context }) => context.ids?.includes(id));
}
