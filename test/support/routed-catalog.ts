import { type ChangedCatalog, changeDefinition, copyCatalog } from "./changed-catalog.ts";

/** A copy of the shipped catalog, its enrichments asked along routes of their own. */
export async function createRoutedCatalog(
  routes: Readonly<Record<string, readonly string[]>>,
): Promise<ChangedCatalog> {
  const catalog = await copyCatalog();
  for (const [name, route] of Object.entries(routes)) {
    await changeDefinition(catalog, name, (definition) => definition.set("route", route));
  }
  return catalog;
}
