import type { CrmControl } from "@fieldwork/simulators";

const others = 50;

/** Companies of Finland, and a few of another country, as if made long ago: what a day is about. */
export async function createDayCompanies(
  hubspot: Pick<CrmControl, "create">,
  companies: number,
): Promise<void> {
  const rows = Array.from({ length: companies + others }, (_, index) => ({
    name: `Day ${index} Ltd`,
    country: index < companies ? "Finland" : "Norway",
    description: `Day ${index} has made part number ${index} of cranes since 1961. Based in Oulu.`,
  }));
  const at = "2026-01-05T08:00:00Z";
  for (let from = 0; from < rows.length; from += 1000) {
    await hubspot.create("companies", rows.slice(from, from + 1000), { at });
  }
}
