import type {
  Automation,
  AutomationGap,
  FieldAutomations,
  ObjectAutomations,
  ObjectName,
} from "@fieldwork/contracts";
import { asFarAsTold, type Told } from "../automation-gaps.ts";
import type { SalesforceContext } from "./salesforce-context.ts";
import { type Component, type Dependants, readDependants } from "./salesforce-dependencies.ts";
import { salesforceName } from "./salesforce-fields.ts";
import { salesforceId } from "./salesforce-id.ts";
import { setupPage } from "./salesforce-pages.ts";
import { setupRows, textOf } from "./salesforce-query.ts";
import { soqlText } from "./salesforce-soql.ts";

type Context = Pick<SalesforceContext, "client" | "outputs" | "objectOf" | "schemas">;

export interface AskedAutomations {
  object: ObjectName;
  /** Canonical. */
  fields: readonly string[];
  loginUrl: string;
}

/** Without it, an org shows nothing of its setup. */
const grant = "the permission View Setup and Configuration";

/**
 * What names these fields, which the Tooling API tells of custom ones only; and which flows and triggers
 * start on an update of any record of the object.
 */
export async function readSalesforceAutomations(
  context: Context,
  { object, fields, loginUrl }: AskedAutomations,
  signal: AbortSignal,
): Promise<ObjectAutomations> {
  const { client, schemas } = context;
  const { type } = context.objectOf(object);
  const named = fields.map((field) => ({ field, name: vendorName(context, object, field) }));
  const custom = named.flatMap(({ name }) => (isCustom(name) ? [name] : []));
  const flows = await asFarAsTold(grant, () => readStartingFlows({ client, type }, signal));
  const triggers = await asFarAsTold(grant, () => readStartingTriggers({ client, type }, signal));
  const dependants = await asFarAsTold(grant, () =>
    readDependants({ client, type }, custom, signal),
  );
  const schema = await schemas.get(object, signal);
  const starting = [...(flows.found ?? []), ...(triggers.found ?? [])];
  const shown = (component: Component): Automation => ({
    ...{ kind: component.kind, name: component.name, isActive: component.isActive },
    page: setupPage(loginUrl, { type, ...component }),
  });
  const startingIds = new Set(starting.map(({ id }) => id));
  return {
    fields: named.map(({ field, name }): FieldAutomations => {
      const found = dependants.found?.byField.get(name) ?? [];
      const isShown = schema.find(name) !== undefined;
      return {
        field,
        automations: found.map((one) => {
          const starts = startingIds.has(one.id);
          const isActive = starts ? true : one.isActive;
          return { ...shown({ ...one, isActive }), use: starts ? "starts" : "names" };
        }),
        gap: gapOf(name, { dependants, isShown }),
      };
    }),
    onUpdate: starting.map(shown),
    onUpdateGap: flows.gap ?? triggers.gap,
  };
}

/** The name of an output, or of the field that the mapping reads first. */
function vendorName(context: Context, object: ObjectName, field: string): string {
  if (context.outputs(object).some((one) => one.field === field)) return salesforceName(field);
  const mapped = context.objectOf(object).fields.find((one) => one.field === field);
  return mapped?.from[0] ?? field;
}

function isCustom(name: string): boolean {
  return name.endsWith("__c");
}

function gapOf(
  name: string,
  { dependants: { found, gap }, isShown }: { dependants: Told<Dependants>; isShown: boolean },
): AutomationGap | null {
  if (!isCustom(name)) return { code: "standard-field", said: null, grant: null };
  if (found === undefined) return gap;
  if (!found.byField.has(name)) {
    const said = `Salesforce tells nothing of ${name}`;
    return isShown
      ? { code: "not-permitted", said, grant }
      : { code: "field-hidden", said: null, grant: null };
  }
  return found.areAll ? null : { code: "too-many", said: "2,000 dependencies", grant: null };
}

interface OfObject extends Pick<Context, "client"> {
  type: string;
}

const onUpdate: ReadonlySet<string | null> = new Set(["Update", "CreateAndUpdate"]);

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_flowdefinitionview.htm */
async function readStartingFlows(
  { client, type }: OfObject,
  signal: AbortSignal,
): Promise<Component[]> {
  const soql = `SELECT ApiName, Label, ActiveVersionId, RecordTriggerType FROM FlowDefinitionView WHERE TriggerObjectOrEvent.QualifiedApiName = ${soqlText(type)} AND TriggerType IN ('RecordBeforeSave', 'RecordAfterSave')`;
  const rows = await setupRows({ client }, { api: "rest", soql }, signal);
  return rows.flatMap((row) => {
    const id = salesforceId(textOf(row, "ActiveVersionId") ?? "");
    if (id === undefined || !onUpdate.has(textOf(row, "RecordTriggerType"))) return [];
    const name = textOf(row, "Label") ?? textOf(row, "ApiName") ?? id;
    return [{ id, kind: "flow" as const, name, isActive: true }];
  });
}

async function readStartingTriggers(
  { client, type }: OfObject,
  signal: AbortSignal,
): Promise<Component[]> {
  const soql = `SELECT Id, Name, Status, UsageBeforeUpdate, UsageAfterUpdate FROM ApexTrigger WHERE EntityDefinition.QualifiedApiName = ${soqlText(type)}`;
  const rows = await setupRows({ client }, { api: "tooling", soql }, signal);
  return rows.flatMap((row) => {
    const id = salesforceId(textOf(row, "Id") ?? "");
    const follows = row.UsageBeforeUpdate === true || row.UsageAfterUpdate === true;
    if (id === undefined || !follows || textOf(row, "Status") !== "Active") return [];
    const name = textOf(row, "Name") ?? id;
    return [{ id, kind: "apex-trigger" as const, name, isActive: true }];
  });
}
