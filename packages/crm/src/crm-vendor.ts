import { type WriteSafety, writeSafety } from "@fieldwork/contracts";
import { isLoopback } from "@fieldwork/http";
import type { LimitWindow } from "@fieldwork/limits";
import { z } from "zod";
import type { AdapterDeps, CrmAdapter } from "./crm-adapter.ts";
import type { Mapping } from "./mapping/mapping.ts";
import type { VendorStandIn } from "./stand-in.ts";

/**
 * What happens to records that were there before the connection was first read: they are only read, until
 * a backfill enriches them, or they are enriched like any change.
 */
export const historySetting = z.enum(["read-only", "enrich"]).optional();
/** How much of the CRM's day is left to other integrations. */
export const quotaFloorSetting = z.number().int().min(0).max(95).optional();
/** The group of connections within which one answer serves the records of one company; none by default. */
export const sharingSetting = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/, "must consist of lower-case letters, digits and hyphens")
  .optional();
export const writesSetting = writeSafety.optional();
type HistorySetting = NonNullable<z.infer<typeof historySetting>>;

/** A connection to a vendor's CRM, its settings checked and its secrets filled in. */
export type ConnectionTo<
  Name extends string,
  Settings extends z.ZodRawShape,
  Secret extends string,
  OptionalSecret extends string,
> = {
  vendor: Name;
  name: string;
  limits?: readonly LimitWindow[] | undefined;
  history?: HistorySetting | undefined;
  quotaFloorPercent?: number | undefined;
  sharing?: string | undefined;
  writes?: WriteSafety | undefined;
} & z.output<z.ZodObject<Settings>> &
  Readonly<Record<Secret, string>> & {
    readonly [secret in OptionalSecret]?: string | undefined;
  };

/** The variable that usually holds a secret; a connection may name any other. */
export interface SecretVariable<Variable extends string = string> {
  readonly variable: Variable;
  /** What the secret is. */
  readonly about: string;
}

export interface KeyProblem {
  key: string;
  problem: string;
  remedy: string;
}

/** Everything that the rest of the project knows about a vendor. Its folder owns everything else. */
export interface CrmVendor<
  Name extends string = string,
  Settings extends z.ZodRawShape = z.ZodRawShape,
  Secret extends string = string,
  Variable extends string = string,
  OptionalSecret extends string = string,
> {
  /** The name that a connection uses for it. */
  readonly name: Name;
  /** The settings of a connection besides its name and its secrets. */
  readonly settings: Settings;
  /** What to do about a wrong setting. */
  readonly remedies: Readonly<Record<keyof Settings & string, string>>;
  readonly secrets: Readonly<Record<Secret, SecretVariable<Variable>>>;
  /** Those that a connection needs only for some ways of logging in. */
  readonly optionalSecrets: Readonly<Record<OptionalSecret, SecretVariable<Variable>>>;
  /** What is wrong with the keys of an entry taken together, each one being right by itself. */
  problemsOf?(keys: ReadonlySet<string>): KeyProblem[];
  /** The default limits of a connection. */
  readonly windows: readonly LimitWindow[];
  /** The default mapping. */
  readonly mapping: Mapping;
  /** The vendor's name of the field in which an output is written. */
  outputName(field: string): string;
  /** Opens nothing until it is first used. */
  createAdapter(
    connection: ConnectionTo<Name, Settings, Secret, OptionalSecret>,
    deps: AdapterDeps,
  ): CrmAdapter;
  readonly standIn: VendorStandIn<ConnectionTo<Name, Settings, Secret, OptionalSecret>>;
  /**
   * The canonical form of a record id that people may write in other ways; undefined if it is not an
   * id.
   */
  canonicalId?: (text: string) => string | undefined;
}

/** Preserves the types of a vendor's settings and secrets. */
export function defineVendor<
  Name extends string,
  Settings extends z.ZodRawShape,
  Secret extends string,
  Variable extends string,
  OptionalSecret extends string,
>(
  vendor: CrmVendor<Name, Settings, Secret, Variable, OptionalSecret>,
): CrmVendor<Name, Settings, Secret, Variable, OptionalSecret> {
  return vendor;
}

/** The URL of a CRM. */
export const addressSetting = z
  .url("is not a URL")
  .refine(holdsNoPassword, "contains a password, which must not be written in the file")
  .refine(isSafe, "would send secrets unencrypted: it must begin with https://")
  .transform((url) => url.replace(/\/+$/, ""));

function isSafe(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
}

function holdsNoPassword(url: string): boolean {
  const { username, password } = new URL(url);
  return username === "" && password === "";
}
