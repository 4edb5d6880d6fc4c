import { userInfo } from "node:os";

/** The computer's user; one that has no name there, as in a container, by its number. */
export function computerUser(lookUp = userInfo): string {
  try {
    return lookUp().username;
  } catch {
    return `uid-${process.getuid?.() ?? "unknown"}`;
  }
}
