import type { FieldValues, ObjectName } from "@fieldwork/contracts";
import { expect, onTestFinished } from "vitest";
import type { Change, CrmAdapter, Cursor, FieldWriteResult, Page } from "../crm-adapter.ts";
import type { CrmFixture } from "./crm-fixture.ts";

export const never = new AbortController().signal;

export type CreateFixture = () => Promise<CrmFixture>;

export async function open(create: CreateFixture): Promise<CrmFixture> {
  const crm = await create();
  onTestFinished(() => crm.stop());
  return crm;
}

export function companies(count: number): FieldValues[] {
  return Array.from({ length: count }, (_, index) => ({ name: `Company ${index}` }));
}

export function secondsAgo(seconds: number): Date {
  return new Date(Math.floor(Date.now() / 1000 - seconds) * 1000);
}

export function industryOf(id: string) {
  return { id, values: { ai_industry: "Media" } };
}

export function write(adapter: CrmAdapter, writes: Parameters<CrmAdapter["writeFields"]>[1]) {
  return adapter.writeFields("company", writes, never);
}

export function kindsOf(results: readonly FieldWriteResult[]): Record<string, number> {
  const groups = Object.entries(Object.groupBy(results, ({ kind }) => kind));
  return Object.fromEntries(groups.map(([kind, group]) => [kind, group.length]));
}

export async function countOutputs(adapter: CrmAdapter, ids: readonly string[]): Promise<number> {
  const records = await adapter.readRecords("company", ids, never);
  return records.filter(({ outputs }) => outputs.ai_industry === "Media").length;
}

export async function pagesOf(
  adapter: CrmAdapter,
  from: Cursor | null,
  object: ObjectName = "company",
): Promise<Page[]> {
  const pages: Page[] = [];
  for await (const page of adapter.readChanges(object, from, never)) pages.push(page);
  return pages;
}

export async function scan(adapter: CrmAdapter, from: Cursor | null, object?: ObjectName) {
  const pages = await pagesOf(adapter, from, object);
  return {
    changes: pages.flatMap(({ changes }) => changes),
    cursor: pages.at(-1)?.cursor ?? expect.unreachable("a scan ends with a cursor"),
  };
}

export function idOf({ ref }: Change): string {
  return ref.id;
}

export function namesOf(changes: readonly Change[]): Map<string, string | null | undefined> {
  return new Map(
    changes.flatMap((change) =>
      change.kind === "changed" ? [[idOf(change), change.fields.name]] : [],
    ),
  );
}
