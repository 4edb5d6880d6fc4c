import { choose, chooseNumber } from "./choose.ts";
import { type Person, personAt } from "./people.ts";
import type { PlannedCompany, PlannedFields, StockholmPlan } from "./plan-stockholm.ts";
import { type TicketText, ticketTexts } from "./ticket-texts.ts";

export interface PlannedTicket {
  fields: PlannedFields;
  /** The place of its company in the plan. */
  company: number;
}

export interface TicketPlan {
  salesforce: PlannedTicket[];
  hubspot: PlannedTicket[];
}

const inEach = 40;

/** What companies of a plan have written to support, each text twice in each CRM. The same on every run. */
export function planTickets({ salesforce, hubspot }: StockholmPlan): TicketPlan {
  return {
    salesforce: planned(salesforce, "salesforce", caseOf),
    hubspot: planned(hubspot, "hubspot", ticketOf),
  };
}

function planned(
  companies: readonly PlannedCompany[],
  crm: string,
  fieldsOf: (text: TicketText, key: string) => PlannedFields,
): PlannedTicket[] {
  return Array.from({ length: companies.length === 0 ? 0 : inEach }, (_, index) => {
    const key = `${crm} ticket ${index}`;
    const text = ticketTexts[index % ticketTexts.length] ?? ticketTexts[0];
    const company = chooseNumber(0, companies.length - 1, `${key} company`);
    return { company, fields: fieldsOf(written(text, key, personAt("", key)), key) };
  });
}

function written({ subject, content, priority }: TicketText, key: string, by: Person): TicketText {
  const number = `${chooseNumber(11, 9800, `${key} number`)}`;
  const filled = (text: string) => text.replaceAll("{number}", number);
  const signed = `${filled(content)}\n\n${by.firstName} ${by.lastName}`;
  return { subject: filled(subject), content: signed, priority };
}

function caseOf({ subject, content, priority }: TicketText, key: string): PlannedFields {
  return {
    Subject: subject,
    Description: content,
    Status: choose(["New", "Working", "Escalated"], `${key} status`),
    Priority: priority,
  };
}

/** HubSpot's pipeline of support: new, waiting on contact, waiting on us. */
function ticketOf({ subject, content, priority }: TicketText, key: string): PlannedFields {
  return {
    ...{ subject, content },
    hs_pipeline: "0",
    hs_pipeline_stage: choose(["1", "2", "3"], `${key} stage`),
    hs_ticket_priority: priority === null ? null : priority.toUpperCase(),
  };
}
