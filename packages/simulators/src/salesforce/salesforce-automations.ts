import type { StoredRecord } from "../core/record-store.ts";
import {
  objectNames,
  type SalesforceField,
  type SalesforceObjectName,
} from "./salesforce-fields.ts";
import type { HistoryObject } from "./salesforce-history.ts";
import { numberedId } from "./salesforce-ids.ts";
import type { SalesforceOrg } from "./salesforce-org.ts";
import { callers } from "./salesforce-sessions.ts";

/** A part of an org's setup, as the org shows it; it does nothing. */
export type SalesforceAutomation = {
  name: string;
  /** The custom fields that it names, such as `Account.Ai_Industry__c`. */
  reads?: readonly string[] | undefined;
} & (
  | {
      kind: "Flow";
      /** By the changes of which object it starts; not by one, when left out. */
      starts?: { object: SalesforceObjectName; on: "Create" | "Update" | "CreateAndUpdate" };
      isActive: boolean;
      /** Obsolete versions that the org keeps of it. */
      olderVersions?: number | undefined;
    }
  | { kind: "ApexTrigger"; object: SalesforceObjectName; isActive: boolean }
  | { kind: "ValidationRule"; object: SalesforceObjectName; isActive: boolean }
  | { kind: "ApexClass" | "WorkflowRule" | "Layout" }
);

type Kind = SalesforceAutomation["kind"];
interface Row {
  id: string;
  fields: Record<string, unknown>;
}

const prefixes: Readonly<Record<Kind, string>> = {
  ...{ Flow: "301Wz00000", ApexTrigger: "01qWz00000", ValidationRule: "03dWz00000" },
  ...{ ApexClass: "01pWz00000", WorkflowRule: "01QWz00000", Layout: "00hWz00000" },
};
const versionsOfFlow = 100;

/** The objects of the Tooling API that tell of fields and of what depends on them. */
export function toolingObject(org: SalesforceOrg, name: string): HistoryObject | undefined {
  const rows = toolingRows(org);
  const known = Object.keys(rows).find((one) => one.toLowerCase() === name.toLowerCase());
  return known === undefined ? undefined : tableOf(known, rows[known] ?? [], columns[known] ?? []);
}

/** `FlowDefinitionView`, which is an object of the REST API. */
export function flowViewObject(org: SalesforceOrg, name: string): HistoryObject | undefined {
  if (name.toLowerCase() !== "flowdefinitionview") return undefined;
  return tableOf("FlowDefinitionView", flowViews(org), columns.FlowDefinitionView ?? []);
}

const component = ["Id", "Name", "Type"].map((part) => `MetadataComponent${part}`);
const columns: Readonly<Record<string, readonly string[]>> = {
  CustomField: ["Id", "DeveloperName", "NamespacePrefix", "EntityDefinition.QualifiedApiName"],
  MetadataComponentDependency: [...component, ...component.map((one) => `Ref${one}`)],
  Flow: ["Id", "DefinitionId", "MasterLabel", "Status", "VersionNumber"],
  ApexTrigger: [
    ...["Id", "Name", "NamespacePrefix", "Status", "EntityDefinition.QualifiedApiName"],
    ...["UsageBeforeUpdate", "UsageAfterUpdate"],
  ],
  ValidationRule: ["Id", "ValidationName", "Active", "EntityDefinition.QualifiedApiName"],
  FlowDefinitionView: [
    ...["DurableId", "ApiName", "Label", "ActiveVersionId", "IsActive", "ProcessType"],
    ...["TriggerType", "RecordTriggerType", "TriggerObjectOrEvent.QualifiedApiName"],
  ],
};
const booleans = ["Active", "IsActive", "UsageBeforeUpdate", "UsageAfterUpdate"];

function tableOf(object: string, rows: readonly Row[], names: readonly string[]): HistoryObject {
  const fields = names.map((name): SalesforceField => {
    const type = name === "Id" ? "id" : booleans.includes(name) ? "boolean" : "string";
    return { name, label: name, type };
  });
  return {
    rows: rows.map((row) => stored(object, row)),
    field: (wanted) => fields.find(({ name }) => name.toLowerCase() === wanted.toLowerCase()),
  };
}

function stored(object: string, { id, fields }: Row): StoredRecord {
  const by = callers.person;
  return {
    ...{ object, id, fields, createdAtMs: 0, createdBy: by, modifiedAtMs: 0, modifiedBy: by },
    ...{ savedAtMs: 0, savedBy: by, deletedAtMs: null, versions: {} },
  };
}

function toolingRows(org: SalesforceOrg): Record<string, Row[]> {
  const fields = customFields(org);
  return {
    CustomField: fields,
    MetadataComponentDependency: dependencies(org, fields),
    Flow: flowVersions(org).map(({ id, definitionId, flow, number, isActive }) => ({
      id,
      fields: {
        ...{ DefinitionId: definitionId, MasterLabel: flow.name, VersionNumber: number },
        Status: isActive ? "Active" : "Obsolete",
      },
    })),
    ApexTrigger: listed(org, "ApexTrigger").map(({ id, automation }) => ({
      id,
      fields: {
        ...{ Name: automation.name, Status: automation.isActive ? "Active" : "Inactive" },
        ...{ "EntityDefinition.QualifiedApiName": automation.object, UsageAfterUpdate: true },
      },
    })),
    ValidationRule: listed(org, "ValidationRule").map(({ id, automation }) => ({
      id,
      fields: {
        ...{ ValidationName: automation.name, Active: automation.isActive },
        "EntityDefinition.QualifiedApiName": automation.object,
      },
    })),
  };
}

function customFields({ schema }: SalesforceOrg): Row[] {
  return objectNames.flatMap((object, place) =>
    [...schema.fields(object)]
      .filter(({ name }) => name.endsWith("__c"))
      .map(({ name }, index) => ({
        id: numberedId("00NWz00000", place * 10_000 + index + 1),
        fields: {
          DeveloperName: name.replace(/__c$/, ""),
          "EntityDefinition.QualifiedApiName": object,
        },
      })),
  );
}

function dependencies(org: SalesforceOrg, fields: readonly Row[]): Row[] {
  const nameOf = ({ fields: of }: Row) =>
    `${of["EntityDefinition.QualifiedApiName"]}.${of.DeveloperName}__c`;
  const components = (org.options.automations ?? []).flatMap(
    (one, place): { id: string; one: SalesforceAutomation }[] =>
      one.kind === "Flow"
        ? flowVersions(org).flatMap(({ id, flow }) => (flow === one ? [{ id, one }] : []))
        : [{ id: numberedId(prefixes[one.kind], place + 1), one }],
  );
  return components.flatMap(({ id, one }) =>
    fields
      .filter((field) => one.reads?.includes(nameOf(field)))
      .map((field) => ({
        id: `${id}-${field.id}`,
        fields: {
          ...{ MetadataComponentId: id, MetadataComponentType: one.kind },
          MetadataComponentName: one.name.replaceAll(" ", "_"),
          ...{ RefMetadataComponentId: field.id, RefMetadataComponentType: "CustomField" },
          RefMetadataComponentName: field.fields.DeveloperName,
        },
      })),
  );
}

/** The newest version is the active one, or none is. */
function flowVersions(org: SalesforceOrg) {
  return listed(org, "Flow").flatMap(({ automation: flow, place }) => {
    const count = 1 + (flow.olderVersions ?? 0);
    return Array.from({ length: count }, (_, index) => ({
      id: numberedId(prefixes.Flow, place * versionsOfFlow + index + 1),
      definitionId: numberedId("300Wz00000", place + 1),
      ...{ flow, number: index + 1, isActive: flow.isActive && index === count - 1 },
    }));
  });
}

function flowViews(org: SalesforceOrg): Row[] {
  return listed(org, "Flow").map(({ automation: { name, isActive, starts }, place }) => {
    const versions = flowVersions(org).filter(({ flow }) => flow.name === name);
    const active = versions.find((one) => one.isActive);
    const durableId = numberedId("300Wz00000", place + 1);
    return {
      id: durableId,
      fields: {
        ...{ DurableId: durableId, ApiName: name.replaceAll(" ", "_"), Label: name },
        ...{ ActiveVersionId: active?.id ?? null, IsActive: isActive },
        ...{ ProcessType: "AutoLaunchedFlow", TriggerType: starts ? "RecordAfterSave" : null },
        RecordTriggerType: starts?.on ?? null,
        "TriggerObjectOrEvent.QualifiedApiName": starts?.object ?? null,
      },
    };
  });
}

function listed<K extends Kind>(org: SalesforceOrg, kind: K) {
  const isOfKind = (one: SalesforceAutomation): one is Extract<SalesforceAutomation, { kind: K }> =>
    one.kind === kind;
  return (org.options.automations ?? []).flatMap((automation, place) => {
    if (!isOfKind(automation)) return [];
    return [{ automation, place, id: numberedId(prefixes[kind], place + 1) }];
  });
}
