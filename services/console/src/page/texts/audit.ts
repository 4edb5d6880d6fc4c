/** The texts of the audit. */
export const auditTexts = {
  order: "Order",
  orderHint: "Such as hold.place",
  none: "No such order was given",
  at: "When",
  by: "Who",
  subject: "What it is about",
  after: "Since then",
};
