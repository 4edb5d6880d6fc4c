import type { Automation } from "@fieldwork/contracts";
import type { SalesforceClient } from "./salesforce-client.ts";
import { salesforceId } from "./salesforce-id.ts";
import { type QueriedRow, setupRows, soqlList, textOf } from "./salesforce-query.ts";
import { soqlText } from "./salesforce-soql.ts";

/** A part of an org's setup that runs, or that decides whether a record may be saved. */
export interface Component {
  id: string;
  kind: Automation["kind"];
  name: string;
  isActive: boolean | null;
}

interface Asked {
  client: SalesforceClient;
  /** The API name of the object. */
  type: string;
}

/** As the Tooling API calls them. */
const kinds: Readonly<Record<string, Automation["kind"]>> = {
  Flow: "flow",
  ApexTrigger: "apex-trigger",
  ApexClass: "apex-class",
  ValidationRule: "validation-rule",
  WorkflowRule: "workflow-rule",
};
/** A query of dependencies returns no more, and has no second page. */
const maxDependencies = 2000;

export interface Dependants {
  /** By the API name of a custom field; those that the org does not show to us are left out. */
  byField: ReadonlyMap<string, readonly Component[]>;
  areAll: boolean;
}

/**
 * What names these custom fields, by the dependencies that the Tooling API knows.
 * https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_metadatacomponentdependency.htm
 */
export async function readDependants(
  asked: Asked,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Dependants> {
  const fields = await readFieldIds(asked, names, signal);
  if (fields.size === 0) return { byField: new Map(), areAll: true };
  const rows = await all(asked, dependenciesOf([...fields.values()]), signal);
  const components = await readComponents(asked, rows, signal);
  const byField = [...fields].map(([name, fieldId]) => {
    const ofField = rows.filter((row) => idIn(row, "RefMetadataComponentId") === fieldId);
    const found = ofField.flatMap((row) => components.get(idIn(row, "MetadataComponentId")) ?? []);
    return [name, [...new Map(found.map((one) => [keyOf(one), one])).values()]] as const;
  });
  return { byField: new Map(byField), areAll: rows.length < maxDependencies };
}

const keyOf = ({ kind, id }: Component) => `${kind} ${id}`;

async function readFieldIds(
  { client, type }: Asked,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const bare = names.map((name) => name.replace(/__c$/, ""));
  const soql = `SELECT Id, DeveloperName, NamespacePrefix FROM CustomField
    WHERE EntityDefinition.QualifiedApiName = ${soqlText(type)} AND DeveloperName IN (${soqlList(bare)})`;
  const rows = await all({ client, type }, soql, signal);
  const own = rows.filter((row) => textOf(row, "NamespacePrefix") === null);
  return new Map(own.map((row) => [`${textOf(row, "DeveloperName") ?? ""}__c`, idIn(row, "Id")]));
}

/** Of the operators of SOQL, dependencies know `=`, `!=`, AND and OR. */
function dependenciesOf(fieldIds: readonly string[]): string {
  const anyOf = (name: string, values: readonly string[]) =>
    `(${values.map((value) => `${name} = ${soqlText(value)}`).join(" OR ")})`;
  return `SELECT MetadataComponentId, MetadataComponentName, MetadataComponentType, RefMetadataComponentId
    FROM MetadataComponentDependency WHERE RefMetadataComponentType = 'CustomField'
    AND ${anyOf("RefMetadataComponentId", fieldIds)} AND ${anyOf("MetadataComponentType", Object.keys(kinds))}`;
}

/** By the ids that dependencies give: of a flow those of its versions, which are one. */
async function readComponents(
  asked: Asked,
  rows: readonly QueriedRow[],
  signal: AbortSignal,
): Promise<Map<string, Component>> {
  const idsOf = (type: string) => [
    ...new Set(
      rows
        .filter((row) => textOf(row, "MetadataComponentType") === type)
        .map((row) => idIn(row, "MetadataComponentId")),
    ),
  ];
  const versions = await readFlowVersions(asked, idsOf("Flow"), signal);
  const rules = await readActiveRules(asked, idsOf("ValidationRule"), signal);
  const components = rows.flatMap((row): [string, Component][] => {
    const id = idIn(row, "MetadataComponentId");
    const kind = kinds[textOf(row, "MetadataComponentType") ?? ""];
    if (kind === undefined) return [];
    const name = textOf(row, "MetadataComponentName") ?? id;
    return [[id, { id, kind, name, isActive: rules.get(id) ?? null }]];
  });
  return new Map([...components, ...versions]);
}

/** Each version as the flow that it is of: the active one, if there is one, otherwise the last. */
async function readFlowVersions(
  asked: Asked,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<[string, Component][]> {
  if (ids.length === 0) return [];
  const soql = `SELECT Id, DefinitionId, MasterLabel, Status FROM Flow WHERE Id IN (${soqlList(ids)})`;
  const rows = await all(asked, soql, signal);
  const flows = Map.groupBy(rows, (row) => textOf(row, "DefinitionId") ?? idIn(row, "Id"));
  return [...flows.values()].flatMap((versions) => {
    const active = versions.find((row) => textOf(row, "Status") === "Active");
    const shown = active ?? versions.at(-1);
    if (shown === undefined) return [];
    const id = idIn(shown, "Id");
    const name = textOf(shown, "MasterLabel") ?? id;
    const flow: Component = { id, kind: "flow", name, isActive: active !== undefined };
    return versions.map((row): [string, Component] => [idIn(row, "Id"), flow]);
  });
}

async function readActiveRules(
  asked: Asked,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, boolean>> {
  if (ids.length === 0) return new Map();
  const soql = `SELECT Id, Active FROM ValidationRule WHERE Id IN (${soqlList(ids)})`;
  const rows = await all(asked, soql, signal);
  return new Map(rows.map((row) => [idIn(row, "Id"), row.Active === true]));
}

async function all({ client }: Asked, soql: string, signal: AbortSignal): Promise<QueriedRow[]> {
  const flat = soql.replaceAll(/\s+/g, " ");
  return setupRows({ client }, { api: "tooling", soql: flat }, signal);
}

function idIn(row: QueriedRow, name: string): string {
  const text = textOf(row, name) ?? "";
  return salesforceId(text) ?? text;
}
