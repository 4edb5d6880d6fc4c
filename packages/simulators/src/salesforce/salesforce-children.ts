import type { RecordStore, StoredRecord } from "../core/record-store.ts";
import { SalesforceRefusal } from "./salesforce-errors.ts";
import type { SalesforceObjectName } from "./salesforce-fields.ts";
import type { SalesforceOrg } from "./salesforce-org.ts";
import { recordView } from "./salesforce-records.ts";
import type { SoqlQuery } from "./soql-parser.ts";
import { requireField, runSoql } from "./soql-run.ts";

interface Relationship {
  object: SalesforceObjectName;
  /** The field of the child that names its parent. */
  by: string;
}

const people = ["Contact", "Lead"];

/** By what name, and by which field, an object's records have children. */
function relationshipOf(parent: SalesforceObjectName, name: string): Relationship | undefined {
  switch (name.toLowerCase()) {
    case "tasks":
      return { object: "Task", by: people.includes(parent) ? "WhoId" : "WhatId" };
    case "emails":
      return people.includes(parent) ? undefined : { object: "EmailMessage", by: "RelatedToId" };
    case "emailmessages":
      return parent === "Case" ? { object: "EmailMessage", by: "ParentId" } : undefined;
    case "emailmessagerelations":
      return people.includes(parent)
        ? { object: "EmailMessageRelation", by: "RelationId" }
        : undefined;
    case "notes":
      // A case has attachments and comments, and no notes.
      return parent === "Case" ? undefined : { object: "Note", by: "ParentId" };
    case "contentdocumentlinks":
      return { object: "ContentDocumentLink", by: "LinkedEntityId" };
    default:
      return undefined;
  }
}

/** What each record holds of the subqueries of a query: null where it has no such child. */
export function childrenOf(
  org: SalesforceOrg,
  query: SoqlQuery,
  parent: SalesforceObjectName,
): (record: StoredRecord, version: string) => Record<string, unknown> {
  const runs = query.children.map((child) => {
    const relationship = relationshipOf(parent, child.object);
    if (relationship === undefined || !org.schema.isShown(relationship.object)) {
      throw unknownRelationship(child.object);
    }
    const { object, by } = relationship;
    const find = (name: string) => org.schema.field(object, name);
    const fields = child.fields.map((field) => requireField(child, field, find));
    return (record: StoredRecord, version: string) => {
      const own = [...org.store.all(object)].filter(({ fields: held }) => held[by] === record.id);
      const found = runSoql(child, { records: own, field: find, isAll: false });
      const records = found.map((one) => recordView(one, fields, version));
      const page = { totalSize: records.length, done: true, records };
      return [child.object, records.length === 0 ? null : page] as const;
    };
  });
  return (record, version) => Object.fromEntries(runs.map((run) => run(record, version)));
}

/** What goes into the bin, and comes back, with the activity that it links to records. */
const linksOf: Partial<Record<string, Relationship>> = {
  ContentNote: { object: "ContentDocumentLink", by: "ContentDocumentId" },
  EmailMessage: { object: "EmailMessageRelation", by: "EmailMessageId" },
};

/** The same store, in which links follow their activity. */
export function withLinks(store: RecordStore): RecordStore {
  function* linked({ object, id }: StoredRecord): Iterable<StoredRecord> {
    const links = linksOf[object];
    if (links === undefined) return;
    for (const one of store.all(links.object)) if (one.fields[links.by] === id) yield one;
  }
  return {
    ...store,
    remove(record, authorship) {
      store.remove(record, authorship);
      for (const link of linked(record)) store.remove(link, authorship);
    },
    restore(record, authorship) {
      store.restore(record, authorship);
      for (const link of linked(record)) store.restore(link, authorship);
    },
  };
}

function unknownRelationship(name: string): SalesforceRefusal {
  const message = `Didn't understand relationship '${name}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`;
  return new SalesforceRefusal(400, { code: "INVALID_TYPE", message });
}

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_contentdocumentlink.htm */
export function checkLinksQuery(query: SoqlQuery, object: SalesforceObjectName): void {
  if (object !== "ContentDocumentLink") return;
  const { where } = query;
  const isNamed =
    where?.kind === "compare" &&
    ["contentdocumentid", "linkedentityid"].includes(where.field.toLowerCase()) &&
    ["=", "IN"].includes(where.operator);
  if (isNamed) return;
  throw new SalesforceRefusal(400, {
    code: "MALFORMED_QUERY",
    message:
      "Implementation restriction: ContentDocumentLink requires a filter by a single Id on ContentDocumentId or LinkedEntityId using the equals operator or multiple Id's using the IN operator.",
  });
}
