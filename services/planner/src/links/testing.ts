import type { FieldValues, RecordChanged, RecordRef } from "@fieldwork/contracts";
import {
  listSharingMembers,
  type SharingMember,
  setSharingMembers,
} from "@fieldwork/store/company-links";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { createCompanyLinker } from "./link-companies.ts";

type Change = { event: RecordChanged };

export const volvo: FieldValues = {
  ...{ name: "AB Volvo", domain: "volvo.com", country: "Sweden", city: null },
};

/** `hub/2`: the company 2 of the connection hub. */
export function refOf(key: string): RecordRef {
  const [connection = "", id = ""] = key.split("/");
  return { connection, object: "company", id };
}

/** A company as it was read at the second at which it was last changed. */
export function read(key: string, fields: FieldValues, second = 0): Change {
  const at = isoOf(second);
  return {
    event: {
      ...{ kind: "changed", ref: refOf(key), readAt: at, fields, outputs: {} },
      version: { vendorAt: at, contentHash: JSON.stringify(fields) },
    } as RecordChanged,
  };
}

/** The same, as it was read at that second. */
export function readAt(second: number, { event }: Change): Change {
  return { event: { ...event, readAt: isoOf(second) } };
}

function isoOf(second: number): string {
  return new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
}

/** The same, as only a search showed it. */
export function listed({ event }: Change): Change {
  return { event: { ...event, isFromSearch: true } as RecordChanged };
}

/** The same read found it deleted. */
export function ended({ event }: Change): Change {
  return { event: { ...event, kind: "deleted" } as RecordChanged };
}

/** A store in which these connections share, and what links its companies. */
export async function openLinks(
  members: readonly SharingMember[],
): Promise<{ store: TestStore; link: ReturnType<typeof createCompanyLinker> }> {
  const store = await openTestStore();
  await setSharingMembers(store.database, members);
  const known = await listSharingMembers(store.database);
  const groups = new Map(known.map(({ connection, group }) => [connection, group]));
  const of = (connection: string) => groups.get(connection);
  return { store, link: createCompanyLinker({ database: store.database, groups: { of } }) };
}
