import { type EditedCrm, openEditedHubspot, openEditedSalesforce } from "./edited-crm.ts";
import { type EditedLine, openEditedLine } from "./edited-line.ts";
import type { WriteMode } from "./edited-world.ts";
import { openMemoryCrm } from "./memory-crm.ts";
import { openMemoryLine } from "./memory-line.ts";

/** A CRM with the line behind it. */
export interface Place {
  crm: EditedCrm;
  line: EditedLine;
}

/** The line's pure decisions, and a CRM in memory. */
export async function openDecisions(): Promise<Place> {
  const crm = openMemoryCrm();
  return { crm, line: openMemoryLine(crm.adapter) };
}

const openers = { HubSpot: openEditedHubspot, Salesforce: openEditedSalesforce };

/** The adapter of a vendor against its simulator, and the line's steps on a real store. */
export async function openVendor(vendor: keyof typeof openers, mode: WriteMode): Promise<Place> {
  const crm = await openers[vendor](mode);
  return { crm, line: await openEditedLine(crm.adapter) };
}
