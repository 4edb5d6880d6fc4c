import type { TableData } from "./table-data.ts";

const none = { by: "none" } as const;

/** The tables of people who work with Fieldwork: who they are, how they sign in, and what they are told. */
export const staffData: Readonly<Record<string, TableData>> = {
  person: {
    rows: none,
    staff: "id email name password subject invited_by",
    other: "created_at disabled_at",
  },
  person_grant: {
    rows: none,
    staff: "person_id granted_by",
    other: "role connection granted_at",
  },
  session: {
    rows: none,
    staff: "person_id came_from user_agent",
    other: "id token_hash created_at seen_at expires_at",
  },
  sign_in_link: { rows: none, staff: "person_id", other: "token_hash expires_at signs_in" },
  sign_in_try: { rows: none, other: "key tries until" },
  api_token: {
    rows: none,
    staff: "person_id name",
    other: "id token_hash role connection created_at used_at expires_at",
  },
  notice_channel: {
    rows: none,
    staff: "target only_for added_by",
    other: "id kind secret added_at",
  },
  notice: {
    rows: none,
    staff: "asked_by",
    other: "id topic kind state_before state detail told_at",
  },
  notice_topic: { rows: none, staff: "asked_by", other: "topic kind state told_at" },
  notice_delivery: {
    rows: none,
    other: "notice_id channel_id state tries due_at said ended_at",
  },
};
