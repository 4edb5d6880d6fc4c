import { randomUUID } from "node:crypto";

/** As Anthropic names things: `msg_01…`. */
export function anthropicId(kind: "msg" | "req" | "toolu"): string {
  return `${kind}_01${randomUUID().replaceAll("-", "").slice(0, 22)}`;
}
