import type { AutomationGap } from "@fieldwork/contracts";
import { CrmError, type CrmErrorReason } from "./crm-error.ts";

const codes: Partial<Record<CrmErrorReason, AutomationGap["code"]>> = {
  "not-permitted": "not-permitted",
  ...{ "wrong-endpoint": "not-offered", "unknown-field": "not-offered", gone: "not-offered" },
  ...{ "refused-read": "not-offered", "refused-call": "not-offered", unreadable: "not-offered" },
};

export interface Told<T> {
  /** Undefined where the CRM refuses to tell. */
  found: T | undefined;
  gap: AutomationGap | null;
}

/**
 * What the CRM tells, or why it does not, with what an administrator grants against that. What passes by
 * itself, or is wrong with the whole connection, is thrown.
 */
export async function asFarAsTold<T>(grant: string, read: () => Promise<T>): Promise<Told<T>> {
  try {
    return { found: await read(), gap: null };
  } catch (error) {
    const code = error instanceof CrmError ? codes[error.reason] : undefined;
    if (code === undefined || !(error instanceof CrmError)) throw error;
    return { found: undefined, gap: { code, said: error.said, grant } };
  }
}
