import type { Connection } from "@fieldwork/crm";
import {
  type CrmControl,
  createHubspotSimulator,
  createSalesforceSimulator,
} from "@fieldwork/simulators";

/** A CRM that changes by a clock, with what its records have come to. */
export interface SoakCrm {
  connection: Connection;
  control: CrmControl;
  /** The vendor's names of the object and of its long text. */
  object: string;
  textField: string;
  nameField: string;
  /** How long after its stamp a change may come to light. */
  latestMs: number;
  living: string[];
  /** Deleted, and may be taken back. */
  binned: string[];
  /** What others were merged from. */
  merged: string[];
}

export interface SoakCrms {
  clock: { nowMs: number };
  crms: readonly SoakCrm[];
  /** Where HubSpot sends what it tells. */
  tell(url: string): void;
  /** Resolves once what HubSpot had to tell was delivered. */
  told(): Promise<void>;
  stop(): Promise<void>;
}

const begins = Date.UTC(2026, 2, 2, 8);

/**
 * Half of the records in each: HubSpot's search shows a change 20 s late, and Salesforce's pages have
 * changing sizes. The clock stands until it is moved.
 */
export async function openSoakCrms(records: number): Promise<SoakCrms> {
  const clock = { nowMs: begins };
  const now = () => clock.nowMs;
  const kept = { now, keepRows: 10 };
  const hubspot = createHubspotSimulator({ ...kept, indexLagMs: 20_000 });
  const salesforce = createSalesforceSimulator({ ...kept, queryPageSize: [2000, 250] });
  await Promise.all([hubspot.start(), salesforce.start()]);
  const half = Math.floor(records / 2);
  // 500 of them share each second.
  const atMs = (index: number) => begins - 86_400_000 + Math.floor(index / 500) * 1000;
  const rows = <Row>(rowOf: (index: number) => Row) =>
    Array.from({ length: half }, (_, at) => rowOf(at));
  const { clientId, clientSecret } = salesforce.credentials;
  const { accessToken, clientSecret: appSecret } = hubspot.credentials.integration;
  return {
    clock,
    crms: [
      {
        connection: {
          ...{ vendor: "hubspot", name: "portal", accessToken, clientSecret: appSecret },
          ...{ baseUrl: hubspot.url, history: "read-only" },
        },
        ...{ control: hubspot, object: "companies", textField: "description", nameField: "name" },
        latestMs: 30_000,
        living: hubspot.seed(
          "companies",
          rows((at) => ({ name: `Company ${at}`, description: `Seeded ${at}` })),
          atMs,
        ),
        ...{ binned: [], merged: [] },
      },
      {
        connection: {
          ...{ vendor: "salesforce", name: "org", loginUrl: salesforce.url },
          ...{ clientId, clientSecret, history: "read-only" },
        },
        ...{ control: salesforce, object: "Account", textField: "Description", nameField: "Name" },
        latestMs: 8000,
        living: salesforce.seed(
          "Account",
          rows((at) => ({ Name: `Account ${at}`, Description: `Seeded ${at}` })),
          atMs,
        ),
        ...{ binned: [], merged: [] },
      },
    ],
    tell: (url) => hubspot.subscribe({ url, sendsTwice: true, reverses: true }),
    told: () => hubspot.settled(),
    async stop() {
      await Promise.all([hubspot.stop(), salesforce.stop()]);
    },
  };
}
