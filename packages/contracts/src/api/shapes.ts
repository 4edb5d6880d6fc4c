import { z } from "zod";
import { recordRef } from "../record.ts";
import { backfillShapes } from "./backfill-shapes.ts";
import { budgetShapes } from "./budget-shapes.ts";
import { captureShapes } from "./capture-shapes.ts";
import { careShapes } from "./care-shapes.ts";
import { companyLinkShapes } from "./company-link-shapes.ts";
import { definitionShapes } from "./definition-shapes.ts";
import { evaluationShapes } from "./evaluation-shapes.ts";
import { holdShapes } from "./hold-shapes.ts";
import { lineShapes } from "./line-shapes.ts";
import { noticeShapes } from "./notice-shapes.ts";
import { previewShapes } from "./preview-shapes.ts";
import { readShapes } from "./read-shapes.ts";
import { fieldView, recordShapes } from "./record-shapes.ts";
import { role } from "./role.ts";
import type { RouteName } from "./routes.ts";
import { settingsShapes } from "./settings-shapes.ts";
import { paged, pageOf, type Shape, time } from "./shape.ts";
import { sheetShapes } from "./sheet-shapes.ts";
import { undoShapes } from "./undo-shapes.ts";
import { viewShapes } from "./view-shapes.ts";

const id = z.object({ id: z.string().min(1).max(320) });
const email = z.email().max(320);
const password = z.string().max(1024);
const link = z.string().max(100);
const grant = z.strictObject({
  role,
  /** Null for all connections. */
  connection: z.string().min(1).max(100).nullable(),
});
const actor = z.object({
  kind: z.enum(["person", "token", "system"]),
  id: z.string(),
  name: z.string(),
});
const done = z.object({ done: z.literal(true) });
const signedIn = z.object({ person: actor });
const rowCounts = z.record(z.string(), z.int());
const erased = z.strictObject({
  /** As `connection/object/id`. */
  records: z.array(z.string().min(1).max(400)).max(100).default([]),
  /** Of everybody in any CRM who has it. */
  email: email.optional(),
});
const receipt = z.object({
  id: z.string(),
  orderedBy: z.string(),
  orderedAt: time,
  deleted: rowCounts,
  exportedCases: z.array(z.object({ at: z.string(), by: z.string(), subject: z.string() })),
  logUntil: time,
  isComplete: z.boolean(),
});

const recordChoice = {
  connection: z.string().max(100).optional(),
  object: z.string().max(40).optional(),
  search: z.string().max(200).optional(),
  /** A filterable field of the object, or an output, and its value. */
  field: z.string().max(100).optional(),
  source: z.enum(["fields", "outputs"]).default("fields"),
  value: z.string().max(1000).optional(),
};

export const shapes = {
  ...lineShapes,
  "session.begin": { body: z.strictObject({ email, password }), reply: signedIn },
  "session.show": {
    reply: z.object({ actor, rights: z.array(z.array(grant)), isSession: z.boolean() }),
  },
  "session.end": { reply: done },
  "link.show": {
    body: z.strictObject({ link }),
    reply: z.object({
      /** A first admin says who they are; one of the own machine signs in by it alone. */
      kind: z.enum(["first-admin", "invitation", "sign-in"]),
      email: z.string().nullable(),
      name: z.string().nullable(),
    }),
  },
  "link.accept": {
    body: z.strictObject({
      link,
      /** Not for a link that signs in by itself. */
      password: password.optional(),
      email: email.optional(),
      name: z.string().trim().min(1).max(200).optional(),
    }),
    reply: signedIn,
  },
  "sessions.list": {
    reply: z.object({
      sessions: z.array(
        z.object({
          id: z.string(),
          from: z.string().nullable(),
          userAgent: z.string().nullable(),
          createdAt: time,
          seenAt: time,
          expiresAt: time,
          isThis: z.boolean(),
        }),
      ),
    }),
  },
  "sessions.revoke": { params: id, reply: done },
  "tokens.list": {
    reply: z.object({
      tokens: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          owner: z.string(),
          role,
          connection: z.string().nullable(),
          createdAt: time,
          usedAt: time.nullable(),
          expiresAt: time,
        }),
      ),
    }),
  },
  "tokens.create": {
    body: z.strictObject({
      name: z.string().trim().min(1).max(200),
      ...grant.shape,
      days: z.int().min(1).max(366),
      /** Whose it is; whoever asks, unless an admin says otherwise. */
      owner: email.optional(),
    }),
    /** The secret is shown this once. */
    reply: z.object({ id: z.string(), secret: z.string(), expiresAt: time }),
  },
  "tokens.revoke": { params: id, reply: done },
  "people.list": {
    reply: z.object({
      people: z.array(
        z.object({
          id: z.string(),
          email: z.string(),
          name: z.string(),
          grants: z.array(grant),
          hasSignedUp: z.boolean(),
          createdAt: time,
          disabledAt: time.nullable(),
        }),
      ),
    }),
  },
  "people.invite": {
    body: z.strictObject({
      email,
      name: z.string().trim().min(1).max(200),
      grants: z.array(grant).max(50),
    }),
    /** Whoever has the link signs up as this person, once, within 15 minutes. */
    reply: z.object({ id: z.string(), link: z.string() }),
  },
  "people.grant": { params: id, body: grant, reply: done },
  "people.revoke": { params: id, body: grant, reply: done },
  "people.disable": { params: id, reply: done },
  "audit.list": {
    query: z.strictObject({ ...paged, order: z.string().max(100).optional() }),
    reply: pageOf(
      z.object({
        id: z.string(),
        at: time,
        actor,
        order: z.string(),
        subject: z.string(),
        from: z.string().nullable(),
        before: z.unknown(),
        after: z.unknown(),
      }),
    ),
  },
  "erasures.list": { reply: z.object({ erasures: z.array(receipt) }) },
  "erasures.preview": {
    body: erased,
    reply: z.object({ records: z.array(z.string()), rows: rowCounts }),
  },
  "erasures.order": {
    /** How long the log keeps events, where that is not as the API is set. */
    body: erased.extend({ logDays: z.int().min(1).max(3660).optional() }),
    reply: receipt,
  },
  "erasures.verify": {
    body: erased,
    reply: z.object({
      isErased: z.boolean(),
      left: rowCounts,
      mentions: rowCounts,
      notKeptOut: z.array(z.string()),
    }),
  },
  "records.list": {
    query: z.strictObject({ ...paged, ...recordChoice }),
    reply: pageOf(
      z.object({
        ref: recordRef,
        title: z.string().nullable(),
        fields: z.record(z.string(), z.string().nullable()),
        outputs: z.record(z.string(), z.string().nullable()),
        enriched: z.array(fieldView),
        deleted: z.boolean(),
        changedAt: time,
        vendorAt: time,
      }),
    ),
  },
  "records.count": {
    query: z.strictObject(recordChoice),
    reply: z.object({
      count: z.int(),
      /** There are at least so many: no further was counted. */
      isCapped: z.boolean(),
    }),
  },
  ...budgetShapes,
  ...definitionShapes,
  ...settingsShapes,
  ...viewShapes,
  ...captureShapes,
  ...companyLinkShapes,
  ...recordShapes,
  ...careShapes,
  ...backfillShapes,
  ...readShapes,
  ...sheetShapes,
  ...undoShapes,
  ...previewShapes,
  ...evaluationShapes,
  ...holdShapes,
  ...noticeShapes,
} as const satisfies Record<RouteName, Shape>;
export type Shapes = typeof shapes;
