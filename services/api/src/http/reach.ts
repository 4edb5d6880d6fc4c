import { isAllowed, type Permission, type Reach, reachOf } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import type { Principal } from "../who/principal.ts";

/**
 * The connection to look at: the one asked for, or the only one that somebody may see.
 *
 * @throws AppError `forbidden` for another; `request_invalid` where one of several must be named.
 */
export function demandReach(
  { rights }: Principal,
  permission: Permission,
  asked: string | undefined,
): string | undefined {
  const reach = reachOf(rights, permission);
  if (asked === undefined) {
    if (reach === "all") return undefined;
    const [only, ...others] = new Set(reach);
    if (others.length === 0) return only;
    throw new AppError(`name one of your connections: ${[only, ...others].join(", ")}`, {
      code: "request_invalid",
      retryable: false,
    });
  }
  if (isAllowed(rights, permission, asked)) return asked;
  throw new AppError(`you may not do this on ${asked}`, { code: "forbidden", retryable: false });
}

/** The connections that somebody may see, or of these the one asked for. */
export function reachWithin(
  principal: Principal,
  permission: Permission,
  asked: string | undefined,
): Reach {
  if (asked === undefined) return reachOf(principal.rights, permission);
  return [demandReach(principal, permission, asked) ?? asked];
}
