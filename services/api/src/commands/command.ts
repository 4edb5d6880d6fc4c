import { userInfo } from "node:os";
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { recordAudit } from "@fieldwork/store/audit";
import type { OpenStore } from "../open-store.ts";
import type { Actor, OrderDeps } from "../orders.ts";

/** What a command does with the store; it resolves with what is shown. */
export type Command = (store: OpenStore) => Promise<string>;

/** What every command takes: its result as JSON. */
export const common = { json: { type: "boolean", default: false } } as const;
export const text = { type: "string" } as const;
export const flag = { type: "boolean", default: false } as const;

/** Undefined if an option is unknown or written wrongly: the usage lists those that exist. */
export function parsed<Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch {
    return undefined;
  }
}

/** Whoever sits at the command line: its orders are given in the name of the computer's user. */
export function commandActor(): Actor {
  const { username } = userInfo();
  return { kind: "person", id: `command-line:${username}`, name: username };
}

export function orderDeps({ database, reader }: OpenStore): OrderDeps {
  return {
    ...{ database, reader },
    audit: (tx, entry) => recordAudit(tx, { ...entry, from: "command line" }),
  };
}

/** A positive whole number; undefined where nothing is given, null where it is none. */
export function countOf(given: string | undefined): number | undefined | null {
  if (given === undefined) return undefined;
  const count = Number(given);
  return Number.isSafeInteger(count) && count > 0 ? count : null;
}

export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** As many as there are, with their word. Pure. */
export function many(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
