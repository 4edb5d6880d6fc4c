import type { ActivityKind } from "../activities/activity-kinds.ts";

/** Where Salesforce keeps a kind of activity. */
export interface SalesforceActivity {
  type: string;
  /** The field that moves with every edit. */
  stamp: "SystemModstamp" | "LastModifiedDate";
  /** The fields that name the records it belongs to; none where a link does. */
  parents: readonly string[];
  /** The children of a record, by the name of their relationship; `links` are read in a second step. */
  relation: (parent: string) => string;
  where?: string;
  at: string;
  about: readonly string[];
  /** The first that is set. */
  text: readonly string[];
}

const task = {
  type: "Task",
  stamp: "SystemModstamp",
  parents: ["WhatId", "WhoId"],
  relation: () => "Tasks",
  at: "CreatedDate",
  text: ["Description"],
} as const;

/**
 * Notes are those of Lightning, of which a query shows the first 255 characters; calls are tasks of a
 * subtype. https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_task.htm
 */
export const salesforceActivities: Readonly<Record<ActivityKind, SalesforceActivity>> = {
  notes: {
    type: "ContentNote",
    stamp: "LastModifiedDate",
    parents: [],
    relation: () => "ContentDocumentLinks",
    at: "LastModifiedDate",
    about: ["Title"],
    text: ["TextPreview"],
  },
  emails: {
    type: "EmailMessage",
    stamp: "SystemModstamp",
    parents: ["RelatedToId", "ParentId"],
    relation: (parent) => (parent === "Case" ? "EmailMessages" : "Emails"),
    at: "MessageDate",
    about: ["FromAddress", "Subject"],
    text: ["TextBody", "HtmlBody"],
  },
  calls: { ...task, where: "TaskSubtype = 'Call'", about: ["Subject"] },
  tasks: {
    ...task,
    where: "(TaskSubtype = 'Task' OR TaskSubtype = null)",
    about: ["Status", "ActivityDate", "Subject"],
  },
};
