import type { SalesforceField, SalesforceObjectName } from "./salesforce-fields.ts";

function system(label: string): SalesforceField[] {
  return [
    { name: "Id", label: `${label} ID`, type: "id", length: 18, isReadOnly: true },
    { name: "IsDeleted", label: "Deleted", type: "boolean", isReadOnly: true },
    { name: "OwnerId", label: "Owner ID", type: "reference", length: 18 },
    { name: "CreatedDate", label: "Created Date", type: "datetime", isReadOnly: true },
    {
      name: "CreatedById",
      label: "Created By ID",
      type: "reference",
      length: 18,
      isReadOnly: true,
    },
    { name: "LastModifiedDate", label: "Last Modified Date", type: "datetime", isReadOnly: true },
    {
      name: "LastModifiedById",
      label: "Last Modified By ID",
      type: "reference",
      length: 18,
      isReadOnly: true,
    },
    { name: "SystemModstamp", label: "System Modstamp", type: "datetime", isReadOnly: true },
  ];
}

function text(name: string, label: string, length: number): SalesforceField {
  return { name, label, type: "string", length };
}

function reference(name: string, label: string): SalesforceField {
  return { name, label, type: "reference", length: 18 };
}

function address(kind: string): SalesforceField[] {
  return [
    { name: `${kind}Street`, label: `${kind} Street`, type: "textarea", length: 255 },
    text(`${kind}City`, `${kind} City`, 40),
    text(`${kind}State`, `${kind} State/Province`, 80),
    text(`${kind}PostalCode`, `${kind} Zip/Postal Code`, 20),
    text(`${kind}Country`, `${kind} Country`, 80),
  ];
}

function picklist(name: string, label: string, values: readonly string[]): SalesforceField {
  return { name, label, type: "picklist", values };
}

const stages = [
  "Prospecting",
  "Qualification",
  "Proposal/Price Quote",
  "Negotiation/Review",
  "Closed Won",
  "Closed Lost",
];

const industries = [
  "Agriculture",
  "Banking",
  "Biotechnology",
  "Construction",
  "Consulting",
  "Energy",
  "Engineering",
  "Finance",
  "Healthcare",
  "Manufacturing",
  "Media",
  "Retail",
  "Technology",
  "Telecommunications",
  "Transportation",
  "Utilities",
];

/** Of a record that was merged into another, and is in the bin since. */
const master: SalesforceField = {
  ...{ name: "MasterRecordId", label: "Master Record ID", type: "reference", length: 18 },
  isReadOnly: true,
};

function converted(object: string): SalesforceField {
  const label = `Converted ${object} ID`;
  return { name: `Converted${object}Id`, label, type: "reference", length: 18, isReadOnly: true };
}

export const standardFields: Readonly<Record<SalesforceObjectName, readonly SalesforceField[]>> = {
  Account: [
    ...system("Account"),
    { ...text("Name", "Account Name", 255), isRequired: true },
    { name: "Type", label: "Account Type", type: "picklist", values: ["Prospect", "Customer"] },
    { name: "ParentId", label: "Parent Account ID", type: "reference", length: 18 },
    ...address("Billing"),
    { name: "Phone", label: "Account Phone", type: "phone", length: 40 },
    { name: "Fax", label: "Account Fax", type: "phone", length: 40 },
    text("AccountNumber", "Account Number", 40),
    { name: "Website", label: "Website", type: "url", length: 255 },
    { name: "Industry", label: "Industry", type: "picklist", values: industries },
    { name: "AnnualRevenue", label: "Annual Revenue", type: "currency" },
    { name: "NumberOfEmployees", label: "Employees", type: "int" },
    { name: "Description", label: "Account Description", type: "textarea", length: 32_000 },
    master,
  ],
  Lead: [
    ...system("Lead"),
    text("FirstName", "First Name", 40),
    { ...text("LastName", "Last Name", 80), isRequired: true },
    { ...text("Name", "Full Name", 121), isReadOnly: true },
    { ...text("Company", "Company", 255), isRequired: true },
    { name: "Email", label: "Email", type: "email", length: 80 },
    { name: "Phone", label: "Phone", type: "phone", length: 40 },
    text("Title", "Title", 128),
    { name: "Website", label: "Website", type: "url", length: 255 },
    picklist("Status", "Lead Status", ["Open - Not Contacted", "Working", "Closed - Converted"]),
    text("Country", "Country", 80),
    { name: "Description", label: "Description", type: "textarea", length: 32_000 },
    { name: "IsConverted", label: "Converted", type: "boolean", isReadOnly: true },
    converted("Account"),
    converted("Contact"),
    master,
  ],
  Contact: [
    ...system("Contact"),
    master,
    { name: "AccountId", label: "Account ID", type: "reference", length: 18 },
    text("FirstName", "First Name", 40),
    { ...text("LastName", "Last Name", 80), isRequired: true },
    { ...text("Name", "Full Name", 121), isReadOnly: true },
    { name: "Email", label: "Email", type: "email", length: 80 },
    { name: "Phone", label: "Business Phone", type: "phone", length: 40 },
    { name: "MobilePhone", label: "Mobile Phone", type: "phone", length: 40 },
    text("Title", "Title", 128),
    text("Department", "Department", 80),
    ...address("Mailing"),
    { name: "Description", label: "Contact Description", type: "textarea", length: 32_000 },
  ],
  Opportunity: [
    ...system("Opportunity"),
    { name: "AccountId", label: "Account ID", type: "reference", length: 18 },
    { ...text("Name", "Name", 120), isRequired: true },
    { name: "Description", label: "Description", type: "textarea", length: 32_000 },
    { ...picklist("StageName", "Stage", stages), isRequired: true },
    { name: "Amount", label: "Amount", type: "currency" },
    { name: "CloseDate", label: "Close Date", type: "date", isRequired: true },
    picklist("Type", "Opportunity Type", ["New Customer", "Existing Customer - Upgrade"]),
    text("NextStep", "Next Step", 255),
  ],
  Case: [
    ...system("Case"),
    master,
    { name: "AccountId", label: "Account ID", type: "reference", length: 18 },
    text("Subject", "Subject", 255),
    { name: "Description", label: "Description", type: "textarea", length: 32_000 },
    picklist("Status", "Status", ["New", "Working", "Escalated", "Closed"]),
    picklist("Priority", "Priority", ["High", "Medium", "Low"]),
    { name: "ClosedDate", label: "Closed Date", type: "datetime", isReadOnly: true },
  ],
  Task: [
    ...system("Activity"),
    reference("WhatId", "Related To ID"),
    reference("WhoId", "Name ID"),
    text("Subject", "Subject", 255),
    { name: "Description", label: "Comments", type: "textarea", length: 32_000 },
    picklist("Status", "Status", ["Not Started", "In Progress", "Completed"]),
    { name: "ActivityDate", label: "Due Date Only", type: "date" },
    picklist("TaskSubtype", "Task Subtype", ["Task", "Call", "Email"]),
  ],
  EmailMessage: [
    ...system("Email Message"),
    reference("ParentId", "Case ID"),
    reference("RelatedToId", "Related To ID"),
    text("Subject", "Subject", 3000),
    { name: "TextBody", label: "Text Body", type: "textarea", length: 131_072 },
    { name: "HtmlBody", label: "HTML Body", type: "textarea", length: 131_072, isHtml: true },
    text("FromAddress", "From Address", 1000),
    { name: "MessageDate", label: "Message Date", type: "datetime" },
  ],
  EmailMessageRelation: [
    ...system("Email Message Relation").filter(({ name }) =>
      ["Id", "IsDeleted", "CreatedDate", "CreatedById", "SystemModstamp"].includes(name),
    ),
    reference("EmailMessageId", "Email Message ID"),
    reference("RelationId", "Relation ID"),
    picklist("RelationType", "Relation Type", [
      "ToAddress",
      "CcAddress",
      "BccAddress",
      "FromAddress",
    ]),
    text("RelationAddress", "Relation Address", 255),
  ],
  Note: [
    ...system("Note"),
    { ...reference("ParentId", "Parent ID"), isRequired: true },
    text("Title", "Title", 80),
    { name: "Body", label: "Body", type: "textarea", length: 32_000 },
    { name: "IsPrivate", label: "Private", type: "boolean" },
  ],
  // It has no stamp of the system: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_contentnote.htm
  ContentNote: [
    ...system("Note").filter(({ name }) => name !== "SystemModstamp"),
    text("Title", "Title", 255),
    text("TextPreview", "Text Preview", 255),
  ],
  ContentDocumentLink: [
    ...system("Content Document Link").filter(({ name }) =>
      ["Id", "IsDeleted", "SystemModstamp"].includes(name),
    ),
    reference("LinkedEntityId", "Linked Entity ID"),
    reference("ContentDocumentId", "Content Document ID"),
  ],
};
