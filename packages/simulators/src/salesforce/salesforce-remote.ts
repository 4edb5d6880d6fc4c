import { z } from "zod";
import type { Ask } from "../core/remote-control.ts";
import type { SalesforceControl } from "./salesforce-simulator.ts";

/** The controls of an org in another process. */
export function createSalesforceRemote(ask: Ask): SalesforceControl {
  return {
    deployFields: async (fields) => void (await ask("POST", "/deploy-fields", { fields })),
    hideFields: async (object, names) =>
      void (await ask("POST", "/hide-fields", { object, names })),
    showFields: async (object, names) =>
      void (await ask("POST", "/show-fields", { object, names })),
    hideObject: async (object) => void (await ask("POST", "/hide-object", { object })),
    expireSessions: async (user) => void (await ask("POST", "/expire-sessions", { user })),
    async convertLead(id) {
      const made = await ask("POST", "/convert-lead", { id });
      return z.object({ accountId: z.string(), contactId: z.string() }).parse(made);
    },
    dropLocators: async () => void (await ask("POST", "/drop-locators", {})),
    dropJobs: async () => void (await ask("POST", "/drop-jobs", {})),
    async findStreamAddress() {
      return z.object({ address: z.string() }).parse(await ask("GET", "/stream")).address;
    },
  };
}
