import type { ActivityKind } from "../activities/activity-kinds.ts";

/** An object in which Salesforce keeps activities of a kind. */
export interface SalesforceActivity {
  type: string;
  /** The field that moves with every edit. */
  stamp: "SystemModstamp" | "LastModifiedDate";
  /** Its own fields that name records which it belongs to. */
  parents: readonly string[];
  links?: ActivityLinks;
  /** How a record of a type leads to it; undefined: it has none. */
  pathFrom: (type: string) => ActivityPath | undefined;
  where?: string;
  at: string;
  about: readonly string[];
  /** The first that is set. */
  text: readonly string[];
}

/** An object whose rows say which records an activity belongs to, beside what its own fields name. */
export interface ActivityLinks {
  type: string;
  /** The fields that hold the ids of the two. */
  activity: string;
  record: string;
  /** How many are looked at for each activity that is wanted: some are of the same one, or of other things. */
  perActivity: number;
}

/** The name of a relationship of the record, and whether it holds the activities or their links. */
export interface ActivityPath {
  relation: string;
  holds: "activities" | "links";
}

const task: Omit<SalesforceActivity, "about"> = {
  type: "Task",
  stamp: "SystemModstamp",
  parents: ["WhatId", "WhoId"],
  pathFrom: () => ({ relation: "Tasks", holds: "activities" }),
  at: "CreatedDate",
  text: ["Description"],
};

/** Those of Lightning, of which a query shows the first 255 characters. Files are linked as they are. */
const contentNote: SalesforceActivity = {
  type: "ContentNote",
  stamp: "LastModifiedDate",
  parents: [],
  links: {
    type: "ContentDocumentLink",
    activity: "ContentDocumentId",
    record: "LinkedEntityId",
    perActivity: 4,
  },
  pathFrom: () => ({ relation: "ContentDocumentLinks", holds: "links" }),
  at: "LastModifiedDate",
  about: ["Title"],
  text: ["TextPreview"],
};

/** Those of Salesforce Classic, which cases never had. */
const classicNote: SalesforceActivity = {
  type: "Note",
  stamp: "SystemModstamp",
  parents: ["ParentId"],
  pathFrom: (type) => (type === "Case" ? undefined : { relation: "Notes", holds: "activities" }),
  at: "LastModifiedDate",
  about: ["Title"],
  text: ["Body"],
};

/**
 * People are its senders and recipients, which a list of its own names: somebody can be there twice.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_emailmessagerelation.htm
 */
const email: SalesforceActivity = {
  type: "EmailMessage",
  stamp: "SystemModstamp",
  parents: ["RelatedToId", "ParentId"],
  links: {
    type: "EmailMessageRelation",
    activity: "EmailMessageId",
    record: "RelationId",
    perActivity: 2,
  },
  pathFrom(type) {
    if (type === "Contact" || type === "Lead") {
      return { relation: "EmailMessageRelations", holds: "links" };
    }
    return { relation: type === "Case" ? "EmailMessages" : "Emails", holds: "activities" };
  },
  at: "MessageDate",
  about: ["FromAddress", "Subject"],
  text: ["TextBody", "HtmlBody"],
};

/**
 * Where each kind is kept; calls are tasks of a subtype.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_task.htm
 */
export const salesforceActivities: Readonly<Record<ActivityKind, readonly SalesforceActivity[]>> = {
  notes: [contentNote, classicNote],
  emails: [email],
  calls: [{ ...task, where: "TaskSubtype = 'Call'", about: ["Subject"] }],
  tasks: [
    {
      ...task,
      where: "(TaskSubtype = 'Task' OR TaskSubtype = null)",
      about: ["Status", "ActivityDate", "Subject"],
    },
  ],
};
