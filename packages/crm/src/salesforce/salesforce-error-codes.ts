import type { CrmErrorReason } from "../crm-error.ts";

export interface SalesforceVerdict {
  reason: CrmErrorReason;
  what: string;
  waitMs?: number;
}

interface NamedError {
  code: string | undefined;
  message?: string | null | undefined;
  fields?: readonly string[] | null | undefined;
}

const noRecord = { reason: "gone", what: "Salesforce no longer has this record" } as const;
const noField = {
  reason: "unknown-field",
  what: "Salesforce has no such field, or hides it from us",
} as const;
const locked = { reason: "locked", what: "the record is locked in Salesforce" } as const;
const notNow = { reason: "busy", what: "Salesforce could not do this now" } as const;
const noAccess = {
  reason: "refused-credentials",
  what: "the Salesforce org has no API access",
} as const;
const usedUp = { reason: "quota", what: "a limit of Salesforce is used up" } as const;
const noObject = {
  reason: "wrong-endpoint",
  what: "Salesforce has no such object or version, or hides it from us",
} as const;

/** Source: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm */
const byCode: Readonly<Record<string, SalesforceVerdict>> = {
  UNABLE_TO_LOCK_ROW: locked,
  ENTITY_IS_LOCKED: {
    reason: "locked-by-approval",
    what: "an approval keeps the record locked in Salesforce",
  },
  REQUEST_LIMIT_EXCEEDED: { reason: "quota", what: "Salesforce's daily limit is used up" },
  LIMIT_EXCEEDED: usedUp,
  TXN_SECURITY_METERING_ERROR: usedUp,
  STORAGE_LIMIT_EXCEEDED: { reason: "quota", what: "the Salesforce org's storage is full" },
  REQUEST_RUNNING_TOO_LONG: notNow,
  SERVER_UNAVAILABLE: notNow,
  PROCESSING_HALTED: notNow,
  QUERY_TIMEOUT: notNow,
  UNKNOWN_EXCEPTION: { reason: "broken", what: "Salesforce failed" },
  ENTITY_IS_DELETED: noRecord,
  NOT_FOUND: noRecord,
  INVALID_FIELD: noField,
  INVALID_FIELD_FOR_INSERT_UPDATE: noField,
  INVALID_TYPE: noObject,
  UNSUPPORTED_API_VERSION: noObject,
  API_DISABLED_FOR_ORG: noAccess,
  API_CURRENTLY_DISABLED: noAccess,
};

/** Errors of the org's own triggers and flows, whose cause is in their text. */
const ofAutomation: readonly string[] = [
  "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
  "CANNOT_EXECUTE_FLOW_TRIGGER",
  "APEX_ERROR",
];
const lockWords =
  /UNABLE_TO_LOCK_ROW|unable to obtain exclusive access|record is currently locked/i;
/** https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_gov_limits.htm */
const governorWords =
  /LimitException|LIMIT_EXCEEDED|Too many (?:SOQL|SOSL|DML|query|queries|callouts|future|queueable|email|script)|Apex (?:CPU time limit|heap size)|maximum (?:trigger|stack) depth|number of iterations exceeded/i;

/** Codes that refuse a record, or a call, for good: no table above has to tell more of them. */
const forGood: ReadonlySet<string> = new Set([
  ...["STRING_TOO_LONG", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "REQUIRED_FIELD_MISSING"],
  ...["FIELD_CUSTOM_VALIDATION_EXCEPTION", "FIELD_INTEGRITY_EXCEPTION", "DUPLICATES_DETECTED"],
  ...["FIELD_FILTER_VALIDATION_EXCEPTION", "DUPLICATE_VALUE", "DUPLICATE_EXTERNAL_ID"],
  ...["CANNOT_UPDATE_CONVERTED_LEAD", "INSUFFICIENT_ACCESS", "INSUFFICIENT_ACCESS_OR_READONLY"],
  ...["INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", "INVALID_CROSS_REFERENCE_KEY"],
  ...["INVALID_EMAIL_ADDRESS", "INVALID_TYPE_ON_FIELD_IN_RECORD", "NUMBER_OUTSIDE_VALID_RANGE"],
  ...["TEXT_DATA_OUTSIDE_SUPPORTED_RANGE", "MALFORMED_ID", "INVALID_ID_FIELD", "INVALID_OPERATION"],
  ...["JSON_PARSER_ERROR", "METHOD_NOT_ALLOWED", "INVALID_INPUT", "EXCEEDED_MAX_RECORDS"],
  ...["MALFORMED_QUERY", "INVALID_QUERY_LOCATOR", "INVALID_QUERY_FILTER_OPERATOR"],
  ...["MALFORMED_SEARCH", "INVALID_SEARCH", "INVALID_SEARCH_SCOPE", "INVALID_REPLICATION_DATE"],
  ...["INVALIDENTITY", "INVALIDJOB", "INVALIDJOBSTATE", "EXCEEDED_ID_LIMIT"],
  ...["INVALID_SESSION_ID", "INVALID_AUTH_HEADER", "INVALID_AUTH"],
]);

/** Whether our tables know a code; one that says nothing is not known either. */
export function isKnownCode(code: string | undefined): boolean {
  if (code === undefined) return false;
  return forGood.has(code) || ofAutomation.includes(code) || Object.hasOwn(byCode, code);
}

/** What a code, and where it hides the cause its words, mean. Undefined for one that no table knows. */
export function verdictOnCode({
  code,
  message,
  fields,
}: NamedError): SalesforceVerdict | undefined {
  const words = message ?? "";
  if (code === "REQUEST_LIMIT_EXCEEDED" && /concurrent/i.test(words)) {
    return { reason: "rate-limited", what: "too many calls to Salesforce at once", waitMs: 2000 };
  }
  if (code === "INVALID_CROSS_REFERENCE_KEY") {
    const isRecordItself = (fields ?? []).every((field) => field.toLowerCase() === "id");
    return isRecordItself ? noRecord : undefined;
  }
  if (code !== undefined && ofAutomation.includes(code)) {
    if (lockWords.test(words)) return locked;
    if (!governorWords.test(words)) return undefined;
    return { reason: "automation-limit", what: "Salesforce's own automation reached its limits" };
  }
  return byCode[code ?? ""];
}

/** What passes by itself is tried again, even beside what does not: it may have caused the rest. */
const rank: readonly (CrmErrorReason | undefined)[] = [
  "gone",
  "locked",
  "automation-limit",
  "busy",
  "broken",
  "rate-limited",
  "quota",
];

/** Of several errors the one that decides: all of them count. */
export function mostTelling<Told extends { verdict: SalesforceVerdict | undefined }>(
  errors: readonly Told[],
): Told | undefined {
  for (const reason of rank) {
    const found = errors.find(({ verdict }) => verdict?.reason === reason);
    if (found) return found;
  }
  return errors.find(({ verdict }) => verdict !== undefined) ?? errors[0];
}

const passingLoginErrors: readonly string[] = [
  "unknown_error",
  "server_error",
  "temporarily_unavailable",
];

/** A login is refused for its credentials, unless something says that it is not. */
export function verdictOnLogin(
  status: number,
  verdict: SalesforceVerdict | undefined,
  error: { error?: string | null | undefined; error_description?: string | null | undefined } = {},
): SalesforceVerdict {
  const waits: readonly CrmErrorReason[] = ["quota", "rate-limited", "busy", "broken"];
  if (verdict && waits.includes(verdict.reason)) return verdict;
  if (status === 429 || /\b(?:rate|limit|too many)\b/i.test(error.error_description ?? "")) {
    return { reason: "rate-limited", what: "Salesforce's limit of logins is reached" };
  }
  if (status >= 500 || status < 400 || passingLoginErrors.includes(error.error ?? "")) {
    return { reason: "busy", what: `Salesforce's login answered ${status}` };
  }
  if (status === 404 || status === 405 || status === 410) {
    return { reason: "wrong-endpoint", what: "there is no Salesforce login at this address" };
  }
  return {
    reason: "refused-credentials",
    what: "Salesforce does not accept the client's credentials",
  };
}
