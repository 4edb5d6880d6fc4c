import type { Reply } from "../core/http-reply.ts";
import type { Call, Route } from "../core/routes.ts";
import { toolingObject } from "./salesforce-automations.ts";
import { SalesforceRefusal } from "./salesforce-errors.ts";
import { answering, type SalesforceOrg } from "./salesforce-org.ts";
import { unsupportedObject } from "./salesforce-query-routes.ts";
import { recordView } from "./salesforce-records.ts";
import { parseSoql, type SoqlCondition, type SoqlQuery } from "./soql-parser.ts";
import { requireField, runSoql } from "./soql-run.ts";

const maxRows = 2000;

/** Queries of the Tooling API. */
export function toolingRoutes(org: SalesforceOrg): Record<string, Route> {
  const route: Route = {
    ...{ kind: "read", operation: "tooling-query" },
    handle: answering((call) => query(org, call)),
  };
  const root = "/services/data/:version/tooling";
  return { [`GET ${root}/query`]: route, [`GET ${root}/query/`]: route };
}

function query(org: SalesforceOrg, call: Call): Reply {
  const asked = parseSoql(call.query.get("q") ?? "");
  const table = toolingObject(org, asked.object);
  if (table === undefined) throw unsupportedObject(asked.object);
  if (/^metadatacomponentdependency$/i.test(asked.object)) checkDependencyQuery(asked);
  const { rows, field } = table;
  const found = runSoql(asked, { records: rows, field, isAll: false }).slice(0, maxRows);
  const fields = asked.fields.map((one) => requireField(asked, one, field));
  const version = call.params.version ?? "";
  return {
    status: 200,
    json: {
      ...{ size: found.length, totalSize: found.length, done: true, queryLocator: null },
      entityTypeName: asked.object,
      records: found.map((record) => {
        const view = recordView(record, fields, version);
        const url = `/services/data/${version}/tooling/sobjects/${asked.object}/${record.id}`;
        return { ...view, attributes: { type: asked.object, url } };
      }),
    },
  };
}

/** What Salesforce rules out; the wording is ours. */
function checkDependencyQuery({ isCount, orderBy, offset, where }: SoqlQuery): void {
  const compared = where === undefined ? [] : comparisons(where);
  const isRefused =
    isCount ||
    orderBy.length > 0 ||
    offset > 0 ||
    compared.some(
      ({ field, operator }) =>
        !["=", "!="].includes(operator) || /^(?:Ref)?MetadataComponentName$/i.test(field),
    );
  if (!isRefused) return;
  const message = "MetadataComponentDependency does not support this query";
  throw new SalesforceRefusal(400, { code: "MALFORMED_QUERY", message });
}

type Comparison = Extract<SoqlCondition, { kind: "compare" }>;

function comparisons(condition: SoqlCondition): Comparison[] {
  switch (condition.kind) {
    case "compare":
      return [condition];
    case "not":
      return comparisons(condition.condition);
    default:
      return condition.conditions.flatMap(comparisons);
  }
}
