import type { Permission } from "./permissions.ts";

export interface Route {
  method: "GET" | "POST" | "DELETE";
  path: `/v1/${string}`;
  /** What whoever asks must be allowed to do; null for what needs no sign-in. */
  permission: Permission | null;
  /** What it replies is shown this once, and not kept for an order that is given again. */
  showsSecret?: true;
  /**
   * Others must see its first part before it does the next, so that its parts are no one transaction. Given
   * again, it is carried out again, which does no harm.
   */
  isInParts?: true;
  /** Replies a stream of server-sent events. */
  isStream?: true;
  /** In a sentence without a full stop. */
  summary: string;
}
