import type { Reply } from "../core/http-reply.ts";
import type { Call, Route } from "../core/routes.ts";
import { SalesforceRefusal } from "./salesforce-errors.ts";
import { picklistValues } from "./salesforce-fields.ts";
import { answering, type SalesforceOrg } from "./salesforce-org.ts";
import { inRecordType, masterRecordType } from "./salesforce-record-types.ts";

/** The picklists of an object as the records of one type have them, of the User Interface API. */
export function picklistRoutes(org: SalesforceOrg): Record<string, Route> {
  return {
    "GET /services/data/:version/ui-api/object-info/:object/picklist-values/:recordType": {
      ...{ kind: "read", operation: "picklist-values" },
      handle: answering((call) => picklists(org, call)),
    },
  };
}

function picklists(org: SalesforceOrg, { params }: Call): Reply {
  const object = org.object(params.object);
  const types = org.options.recordTypes?.[object];
  const id = params.recordType;
  if (id !== masterRecordType && types?.every((type) => type.id !== id) !== false) {
    const message = `The requested record type ${id} does not exist for ${object}`;
    throw new SalesforceRefusal(404, { code: "NOT_FOUND", message });
  }
  const fields = [...org.schema.fields(object)].filter(({ type }) => /picklist$/.test(type));
  const json = {
    eTag: "etag",
    picklistFieldValues: Object.fromEntries(
      fields.map((field) => [
        field.name,
        {
          ...{ controllerValues: {}, defaultValue: null, eTag: "etag", url: "" },
          values: picklistValues(inRecordType(field, types, id))
            .filter(({ active }) => active !== false)
            .map(({ value, label }) => ({
              ...{ attributes: null, label: label ?? value, validFor: [], value },
            })),
        },
      ]),
    ),
  };
  return { status: 200, json };
}
