import type { HubspotProcess, SalesforceProcess } from "@fieldwork/simulators";
import { Client } from "@hubspot/api-client";
import { FilterOperatorEnum } from "@hubspot/api-client/lib/codegen/crm/objects/index.js";
import { Connection } from "jsforce";

const version = "64.0";
const accountFields = [
  ...["Id", "SystemModstamp", "Name", "Description", "Website", "Phone", "BillingCountry"],
  ...["BillingCity", "NumberOfEmployees", "Ai_Industry__c", "Ai_Summary__c"],
];
const companyFields = [
  ...["name", "description", "domain", "website", "phone", "country", "city"],
  ...["numberofemployees", "ai_industry", "ai_summary"],
];

/** What anybody would write with jsforce: every loop returns how many records it read. */
export async function openJsforce({ url, credentials }: SalesforceProcess) {
  const { clientId, clientSecret } = credentials;
  const connection = new Connection({
    ...{ loginUrl: url, instanceUrl: url, version },
    oauth2: { clientId, clientSecret, loginUrl: url },
  });
  await connection.authorize({ grant_type: "client_credentials" });
  const soql = `SELECT ${accountFields.join(", ")} FROM Account ORDER BY SystemModstamp, Id`;
  return {
    async query(): Promise<number> {
      let page = await connection.query(soql);
      let count = page.records.length;
      while (!page.done) {
        page = await connection.queryMore(page.nextRecordsUrl ?? "");
        count += page.records.length;
      }
      return count;
    },
    /** In one page of results: of several, jsforce takes the second one's header for a record. */
    async bulk(): Promise<number> {
      let count = 0;
      const rows = await connection.bulk2.query(soql, { pollInterval: 250, pollTimeout: 60_000 });
      for await (const _ of rows) count += 1;
      return count;
    },
    async retrieve(ids: readonly string[]): Promise<number> {
      let count = 0;
      for (let from = 0; from < ids.length; from += 200) {
        const some = ids.slice(from, from + 200);
        const rows = await connection.retrieve("Account", some, { fields: accountFields });
        count += rows.length;
      }
      return count;
    },
  };
}

/** What anybody would write with @hubspot/api-client. */
export function openHubspotClient({ url, credentials }: HubspotProcess) {
  const { accessToken } = credentials.integration;
  const { companies } = new Client({ accessToken, basePath: url }).crm;
  return {
    async search(): Promise<number> {
      let count = 0;
      // By id, since a search ends at 10,000 results.
      for (let after = "0"; ; ) {
        const { results } = await companies.searchApi.doSearch({
          filterGroups: [
            {
              filters: [
                { propertyName: "hs_object_id", operator: FilterOperatorEnum.Gt, value: after },
              ],
            },
          ],
          sorts: [{ propertyName: "hs_object_id", direction: "ASCENDING" }] as unknown as string[],
          properties: companyFields,
          limit: 200,
        });
        count += results.length;
        const last = results.at(-1);
        if (last === undefined || results.length < 200) return count;
        after = last.id;
      }
    },
    async batchRead(ids: readonly string[]): Promise<number> {
      let count = 0;
      for (let from = 0; from < ids.length; from += 100) {
        const inputs = ids.slice(from, from + 100).map((id) => ({ id }));
        const { results } = await companies.batchApi.read({
          ...{ inputs, properties: companyFields, propertiesWithHistory: [] },
        });
        count += results.length;
      }
      return count;
    },
  };
}
