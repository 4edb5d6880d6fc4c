import type { Logger } from "@fieldwork/runtime";
import { isHiddenFromUs } from "../crm-error.ts";

/** Of what is read: the parts of it by which it is known to be hidden. */
export type HiddenPart = Readonly<Record<string, string>>;

export type UnlessHidden = <T>(part: HiddenPart, call: () => Promise<T>) => Promise<T | undefined>;

/** How long what was hidden from us is not asked for again. */
const hiddenForMs = 5 * 60_000;

/** Calls, unless the CRM hides that part from us: it then returns undefined, and says so once. */
export function createUnlessHidden(connection: string, logger: Logger): UnlessHidden {
  const hiddenUntil = new Map<string, number>();
  return async (part, call) => {
    const key = Object.values(part).join(" ");
    if ((hiddenUntil.get(key) ?? 0) > performance.now()) return undefined;
    try {
      const found = await call();
      hiddenUntil.delete(key);
      return found;
    } catch (error) {
      if (!isHiddenFromUs(error)) throw error;
      if (!hiddenUntil.has(key)) {
        logger.warn({ connection, ...part, err: error }, "activities are hidden from us");
      }
      hiddenUntil.set(key, performance.now() + hiddenForMs);
      return undefined;
    }
  };
}
