/** A property that a portal is made with. */
export interface StandardProperty {
  name: string;
  label: string;
  type?: string;
  fieldType?: string;
  isReadOnly?: boolean;
}

interface ObjectOfPortal {
  /** HubSpot takes an object by its plural, its singular or its type id. */
  singular: string;
  typeId: string;
  /** As batch errors name it. */
  errorName: string;
  group: { name: string; label: string };
  /** The property with the time of the last change. */
  modified: "hs_lastmodifieddate" | "lastmodifieddate";
  /** What HubSpot returns unasked. */
  defaults: readonly string[];
  properties: readonly StandardProperty[];
}

const number = { type: "number", fieldType: "number" };
const date = { type: "datetime", fieldType: "date" };

/** What people log on records: it belongs to them by associations. */
const activity = {
  group: { name: "engagement", label: "Activity information" },
  modified: "hs_lastmodifieddate",
  defaults: [],
} as const;
const at: StandardProperty = { name: "hs_timestamp", label: "Activity date", ...date };

export const objects = {
  companies: {
    ...{ singular: "company", typeId: "0-2", errorName: "COMPANY" },
    group: { name: "companyinformation", label: "Company information" },
    modified: "hs_lastmodifieddate",
    defaults: ["domain", "name"],
    properties: [
      { name: "name", label: "Company name" },
      { name: "domain", label: "Company Domain Name" },
      { name: "website", label: "Website URL" },
      { name: "description", label: "Description", fieldType: "textarea" },
      { name: "phone", label: "Phone Number" },
      { name: "address", label: "Street Address" },
      { name: "city", label: "City" },
      { name: "state", label: "State/Region" },
      { name: "zip", label: "Postal Code" },
      { name: "country", label: "Country/Region" },
      { name: "industry", label: "Industry" },
      { name: "numberofemployees", label: "Number of Employees", ...number },
      { name: "annualrevenue", label: "Annual Revenue", ...number },
      { name: "founded_year", label: "Year Founded" },
      { name: "is_public", label: "Is Public", type: "bool", fieldType: "booleancheckbox" },
    ],
  },
  contacts: {
    ...{ singular: "contact", typeId: "0-1", errorName: "CONTACT" },
    group: { name: "contactinformation", label: "Contact information" },
    modified: "lastmodifieddate",
    defaults: ["email", "firstname", "lastname"],
    properties: [
      { name: "firstname", label: "First Name" },
      { name: "lastname", label: "Last Name" },
      { name: "email", label: "Email" },
      { name: "jobtitle", label: "Job Title" },
      { name: "phone", label: "Phone Number" },
      { name: "mobilephone", label: "Mobile Phone Number" },
      { name: "company", label: "Company Name" },
      { name: "website", label: "Website URL" },
      { name: "city", label: "City" },
      { name: "country", label: "Country/Region" },
      { name: "associatedcompanyid", label: "Primary Associated Company ID", type: "number" },
    ],
  },
  deals: {
    ...{ singular: "deal", typeId: "0-3", errorName: "DEAL" },
    group: { name: "dealinformation", label: "Deal information" },
    modified: "hs_lastmodifieddate",
    defaults: ["amount", "closedate", "dealname", "dealstage", "pipeline"],
    properties: [
      { name: "dealname", label: "Deal Name" },
      { name: "description", label: "Deal Description", fieldType: "textarea" },
      { name: "amount", label: "Amount", ...number },
      { name: "closedate", label: "Close Date", ...date },
      { name: "dealstage", label: "Deal Stage" },
      { name: "pipeline", label: "Pipeline" },
      { name: "dealtype", label: "Deal Type" },
    ],
  },
  tickets: {
    ...{ singular: "ticket", typeId: "0-5", errorName: "TICKET" },
    group: { name: "ticketinformation", label: "Ticket information" },
    modified: "hs_lastmodifieddate",
    defaults: ["content", "hs_pipeline", "hs_pipeline_stage", "subject"],
    properties: [
      { name: "subject", label: "Ticket name" },
      { name: "content", label: "Ticket description", fieldType: "textarea" },
      { name: "hs_pipeline", label: "Pipeline" },
      { name: "hs_pipeline_stage", label: "Ticket status" },
      { name: "hs_ticket_priority", label: "Priority" },
      { name: "closed_date", label: "Close date", ...date },
    ],
  },
  leads: {
    ...{ singular: "lead", typeId: "0-136", errorName: "LEAD" },
    group: { name: "leadinformation", label: "Lead information" },
    modified: "hs_lastmodifieddate",
    defaults: ["hs_lead_name"],
    properties: [
      { name: "hs_lead_name", label: "Lead Name" },
      { name: "hs_lead_type", label: "Lead Type" },
      { name: "hs_lead_label", label: "Lead Label" },
      { name: "hs_pipeline", label: "Lead Pipeline" },
      { name: "hs_pipeline_stage", label: "Lead Stage" },
      // HubSpot shows on a lead who its contact is.
      { name: "hs_associated_contact_firstname", label: "Contact First Name", isReadOnly: true },
      { name: "hs_associated_contact_lastname", label: "Contact Last Name", isReadOnly: true },
      { name: "hs_associated_contact_email", label: "Contact Email", isReadOnly: true },
      { name: "hs_associated_company_name", label: "Company Name", isReadOnly: true },
    ],
  },
  notes: {
    ...{ singular: "note", typeId: "0-46", errorName: "NOTE" },
    ...activity,
    properties: [at, { name: "hs_note_body", label: "Note body", fieldType: "html" }],
  },
  emails: {
    ...{ singular: "email", typeId: "0-49", errorName: "EMAIL" },
    ...activity,
    properties: [
      at,
      { name: "hs_email_subject", label: "Email subject" },
      { name: "hs_email_text", label: "Email text", fieldType: "textarea" },
      { name: "hs_email_html", label: "Email HTML", fieldType: "html" },
      { name: "hs_email_direction", label: "Email direction" },
    ],
  },
  calls: {
    ...{ singular: "call", typeId: "0-48", errorName: "CALL" },
    ...activity,
    properties: [
      at,
      { name: "hs_call_title", label: "Call title" },
      { name: "hs_call_body", label: "Call notes", fieldType: "html" },
      { name: "hs_call_direction", label: "Call direction" },
    ],
  },
  tasks: {
    ...{ singular: "task", typeId: "0-27", errorName: "TASK" },
    ...activity,
    properties: [
      at,
      { name: "hs_task_subject", label: "Task title" },
      { name: "hs_task_body", label: "Task notes", fieldType: "html" },
      { name: "hs_task_status", label: "Task status" },
    ],
  },
} as const satisfies Readonly<Record<string, ObjectOfPortal>>;

export type HubspotObject = keyof typeof objects;

export const objectNames = Object.keys(objects) as HubspotObject[];

/** HubSpot takes an object by its plural, its singular or its type id. */
export function objectNamed(name: string | undefined): HubspotObject | undefined {
  return objectNames.find((plural) => {
    const { singular, typeId } = objects[plural];
    return name === plural || name === singular || name === typeId;
  });
}
