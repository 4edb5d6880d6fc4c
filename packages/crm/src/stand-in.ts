import { openStandInServer, type StandInCall } from "@fieldwork/http";
import { createAdapter } from "./create-adapter.ts";
import type { AdapterDeps, CrmAdapter } from "./crm-adapter.ts";
import { type Connection, vendorOf } from "./vendors.ts";

/** What answers in place of an account. Its records are made up, and take every write. */
export interface StandInAccount {
  /** Beside every reply. */
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON of the reply; undefined where there is none. */
  answer(call: StandInCall): unknown;
  /** The ids of its records, by their number. */
  idOf(number: number): string;
}

/** How a vendor lets a process practise. */
export interface VendorStandIn<To> {
  /** A connection like this one, with made-up secrets, to the account at this address. */
  connect(like: To, url: string): To;
  account(deps: Pick<AdapterDeps, "outputs" | "mapping">): StandInAccount;
}

export interface CrmStandIn {
  /** As of every connection. `close` ends the account as well. */
  adapter: CrmAdapter;
  idOf(number: number): string;
}

/**
 * An adapter whose account is a server in this process. Nothing leaves the machine, and no secret of the
 * connection is used.
 */
export async function openStandIn(connection: Connection, deps: AdapterDeps): Promise<CrmStandIn> {
  const { connect, account } = vendorOf(connection.vendor).standIn;
  const { headers, answer, idOf } = account(deps);
  const server = await openStandInServer((call) => {
    const reply = answer(call);
    if (reply === undefined) return undefined;
    const contentType = "application/json;charset=UTF-8";
    return { contentType, headers, body: JSON.stringify(reply), isCompressed: true };
  });
  const adapter = createAdapter(connect(connection, server.url), deps);
  return {
    idOf,
    adapter: {
      ...adapter,
      async close() {
        await adapter.close();
        await server.close();
      },
    },
  };
}
