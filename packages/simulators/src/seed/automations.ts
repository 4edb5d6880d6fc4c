import type { HubspotWorkflow } from "../hubspot/hubspot-workflow-routes.ts";
import type { SalesforceAutomation } from "../salesforce/salesforce-automations.ts";

/** What an org and a portal of a sales team have set up; one of each reads what enrichment writes. */
export const salesAutomations: {
  salesforce: readonly SalesforceAutomation[];
  hubspot: readonly HubspotWorkflow[];
} = {
  salesforce: [
    {
      ...{ kind: "Flow", name: "Route accounts by industry", isActive: true, olderVersions: 2 },
      starts: { object: "Account", on: "CreateAndUpdate" },
      reads: ["Account.Ai_Industry__c"],
    },
    {
      ...{ kind: "Flow", name: "Stamp the last review", isActive: true },
      starts: { object: "Account", on: "Update" },
    },
    {
      ...{ kind: "Flow", name: "Greet new accounts", isActive: true },
      starts: { object: "Account", on: "Create" },
    },
    {
      ...{ kind: "Flow", name: "Industry campaign of last year", isActive: false },
      reads: ["Account.Ai_Industry__c"],
    },
    {
      ...{ kind: "ApexTrigger", name: "AccountTerritory", object: "Account", isActive: true },
      reads: ["Account.Ai_Industry__c"],
    },
    {
      ...{ kind: "ValidationRule", name: "Summary_not_shouted", object: "Account", isActive: true },
      reads: ["Account.Ai_Summary__c"],
    },
    { kind: "ApexClass", name: "LeadScoring", reads: ["Contact.Ai_Seniority__c"] },
    { kind: "Layout", name: "Account Layout", reads: ["Account.Ai_Industry__c"] },
  ],
  hubspot: [
    {
      ...{ id: "585051946", name: "Hand energy companies to the energy team", isEnabled: true },
      objectTypeId: "0-2",
      enrollmentCriteria: whenKnown("ai_industry"),
      actions: [setProperty("hs_lead_status", "NEW")],
    },
    {
      ...{ id: "585051947", name: "Weekly digest of summaries", isEnabled: false },
      objectTypeId: "0-2",
      actions: [mail("What they do: {{ enrolled_object.ai_summary }}")],
    },
    {
      ...{ id: "585051948", name: "Invite decision makers", isEnabled: true, objectTypeId: "0-1" },
      enrollmentCriteria: whenChanged("ai_seniority"),
      actions: [mail("Would you like to see it?")],
    },
    {
      ...{ id: "585051949", name: "Birthday wishes", isEnabled: true, objectTypeId: "0-1" },
      actions: [mail("All the best")],
    },
  ],
};

function whenKnown(property: string): Record<string, unknown> {
  const operation = {
    ...{ operationType: "ALL_PROPERTY", operator: "IS_KNOWN", includeObjectsWithNoValueSet: false },
  };
  const filters = [{ property, operation, filterType: "PROPERTY" }];
  const and = { filterBranchType: "AND", filterBranchOperator: "AND", filterBranches: [], filters };
  return {
    ...{ type: "LIST_BASED", shouldReEnroll: false, unEnrollObjectsNotMeetingCriteria: false },
    listFilterBranch: {
      ...{ filterBranchType: "OR", filterBranchOperator: "OR", filterBranches: [and], filters: [] },
    },
    reEnrollmentTriggersFilterBranches: [],
  };
}

/** By the event of a property's change, whose filters hold the property's name as a value. */
function whenChanged(property: string): Record<string, unknown> {
  const equal = { operationType: "STRING", operator: "IS_EQUAL_TO", value: property };
  const filters = [{ property: "hs_name", operation: equal, filterType: "PROPERTY" }];
  return {
    ...{ type: "EVENT_BASED", shouldReEnroll: true, listMembershipFilterBranches: [] },
    eventFilterBranches: [
      {
        ...{ eventTypeId: "4-655002", operator: "HAS_COMPLETED", filterBranches: [], filters },
        ...{ filterBranchType: "UNIFIED_EVENTS", filterBranchOperator: "AND" },
      },
    ],
  };
}

function setProperty(property: string, value: string): Record<string, unknown> {
  return {
    ...{ actionId: "1", type: "SINGLE_CONNECTION", actionTypeId: "0-5", actionTypeVersion: 0 },
    fields: { property_name: property, value: { staticValue: value, type: "STATIC_VALUE" } },
  };
}

function mail(body: string): Record<string, unknown> {
  return {
    ...{ actionId: "1", type: "SINGLE_CONNECTION", actionTypeId: "0-9", actionTypeVersion: 0 },
    fields: { user_ids: ["2620022"], delivery_method: "APP", subject: "News", body },
  };
}
