export interface TicketText {
  subject: string;
  content: string;
  priority: "High" | "Medium" | "Low" | null;
}

/** What customers write, invented: `{number}` is one of theirs. */
export const ticketTexts = [
  {
    subject: "Invoice {number} paid twice",
    content:
      "Hello, our bank shows two payments for invoice {number}. Please send the second one back, or set it off against the next invoice.",
    priority: "Medium",
  },
  {
    subject: "Export stops halfway",
    content:
      "When we export our orders, the file ends after about {number} rows. No error is shown. We need the whole list for our stocktaking on Friday.",
    priority: "High",
  },
  {
    subject: "Password mail never arrives",
    content:
      "A colleague has asked for a new password four times since this morning and gets no mail, not in the spam folder either. She cannot work.",
    priority: "High",
  },
  {
    subject: "Where do I change the currency?",
    content:
      "We have started to sell in Norway. Where can I set that quotes are made in kroner for one customer only?",
    priority: "Low",
  },
  {
    subject: "Calendar sync",
    content:
      "It would be good if the delivery dates showed up in Outlook by themselves. Today we copy them by hand, about {number} a month.",
    priority: "Low",
  },
  {
    subject: "End of our contract {number}",
    content:
      "We are moving to the system of our parent company and end the contract at the end of its term. Please confirm, and tell us how we get our data.",
    priority: "Medium",
  },
  {
    subject: "EVERYTHING IS DOWN",
    content:
      "Since 8:10 nobody here can open an order. Error 502 on every page. {number} people are waiting. Please call!",
    priority: "High",
  },
  {
    subject: "Påminnelse trots att vi har betalat",
    content:
      "Hej! Vi har fått en påminnelse om faktura {number}, men den betalades den 3:e. Kan ni kontrollera och ta bort avgiften?",
    priority: null,
  },
  {
    subject: "New colleague cannot see our projects",
    content:
      "I have invited a new colleague. She can sign in, but the list of projects is empty. What rights does she need?",
    priority: "Medium",
  },
  {
    subject: "Totals in the monthly report",
    content:
      "The total of the monthly report is {number} too high. It seems that credit notes are added instead of taken off. The report goes to our auditors.",
    priority: "High",
  },
  {
    subject: "How do I reopen an archived order?",
    content: "I have archived order {number} by mistake. Is there a way to bring it back?",
    priority: "Low",
  },
  {
    subject: "Approval by two people",
    content:
      "For orders above a certain sum we need two people to approve them. Is that planned? It is a condition of our purchasing department.",
    priority: "Low",
  },
  {
    subject: "Another customer's data on our dashboard",
    content:
      "On our dashboard there are {number} orders of a company that we do not know, with names and addresses. Please look into this at once.",
    priority: "High",
  },
  {
    subject: "Our VAT number is missing",
    content:
      "Our tax office sends invoice {number} back because our VAT number is not on it. Could you issue it again, with the number?",
    priority: "Medium",
  },
  {
    subject: "Ny telefon, kommer inte in",
    content:
      "Jag har bytt telefon och får inga koder längre. Hur loggar jag in? Det är inte bråttom, en kollega hjälper mig så länge.",
    priority: "Low",
  },
  {
    subject: "Fewer seats from January",
    content:
      "Our sales team gets smaller. From January we only need half of the {number} seats. If that is not possible we would have to give notice.",
    priority: null,
  },
  {
    subject: "App is slow since the update",
    content:
      "Since the last update the app needs half a minute to open an order on the tablets in the warehouse. It works, but it is a nuisance.",
    priority: "Medium",
  },
  {
    subject: "Import from a spreadsheet",
    content:
      "We have {number} articles in a spreadsheet. In which form do you need them so that we can import them ourselves?",
    priority: "Low",
  },
  {
    subject: "Former employee still has access",
    content:
      "Somebody who left us last week has signed in again yesterday, although we removed his account. Please block him now and tell us what he has seen.",
    priority: "High",
  },
  {
    subject: "Question",
    content: "Hi, can you call me back? It is about the offer. Thanks",
    priority: null,
  },
] as const satisfies readonly TicketText[];
