import { setting } from "@fieldwork/runtime";
import { z } from "zod";
import type { AdapterDeps, CrmAdapter } from "./crm-adapter.ts";
import type { CrmVendor, SecretVariable } from "./crm-vendor.ts";
import { hubspotVendor } from "./hubspot/hubspot-vendor.ts";
import { salesforceVendor } from "./salesforce/salesforce-vendor.ts";
import type { VendorStandIn } from "./stand-in.ts";

/** Every CRM that a connection may lead to. */
export const vendors = [hubspotVendor, salesforceVendor] as const;

type Vendor = (typeof vendors)[number];
export type VendorName = Vendor["name"];

/** An account of a CRM, with its secrets in place. */
export type Connection = Parameters<Vendor["createAdapter"]>[0];

interface AnyVendor extends Omit<CrmVendor, "createAdapter" | "standIn"> {
  createAdapter(connection: Connection, deps: AdapterDeps): CrmAdapter;
  readonly standIn: VendorStandIn<Connection>;
}

type VariablesIn<Secrets> = {
  [Name in keyof Secrets]: Secrets[Name] extends SecretVariable<infer Variable> ? Variable : never;
}[keyof Secrets];

type VariableOf<V extends Pick<Vendor, "secrets" | "optionalSecrets">> = V extends unknown
  ? VariablesIn<V["secrets"]> | VariablesIn<V["optionalSecrets"]>
  : never;

/** The usual variables of all vendors' secrets, as settings. */
export const secretSettings = Object.fromEntries(
  vendors
    .flatMap(({ secrets, optionalSecrets }) => [
      ...Object.values<SecretVariable>(secrets),
      ...Object.values<SecretVariable>(optionalSecrets),
    ])
    .map(({ variable, about }) => [variable, secretSetting(about)]),
) as Readonly<Record<VariableOf<Vendor>, ReturnType<typeof secretSetting>>>;

function secretSetting(about: string) {
  return setting(z.string().optional(), {
    about,
    set: "the secret, where connections.yaml names this variable under …Env",
    secret: true,
  });
}

export function vendorOf(name: VendorName): AnyVendor {
  const vendor = vendors.find((one) => one.name === name);
  if (vendor === undefined) throw new RangeError(`there is no vendor ${name}`);
  // Each takes its own connections alone, and is found by what they say.
  return vendor as unknown as AnyVendor;
}

/** A record id as people write it, and as the CRMs spell it where that is otherwise. */
export function spellingsOf(id: string): string[] {
  const canonical = vendors.flatMap(({ canonicalId }) => canonicalId?.(id) ?? []);
  return [...new Set([id, ...canonical])];
}
