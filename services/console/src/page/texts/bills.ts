/** The texts of vendors' bills. */
export const billTexts = {
  title: "Bills",
  hint: "What vendors billed beside what the log of calls says, as both stood when they were compared. Held is what was reserved then for calls of unknown outcome.",
  none: "No bill has been compared yet",
  noneHint:
    "npx fieldwork budget reconcile holds a vendor's bill against the log of calls, and keeps what it finds.",
  allAlike: (count: string) => `All ${count} rows are alike.`,
  differ: (differing: string, count: string) => `${differing} of ${count} rows differ.`,
  day: "Day (UTC)",
  vendor: "Vendor",
  model: "Model",
  allModels: "all models",
  billed: "Billed",
  ours: "Ours",
  calls: (count: number) => (count === 1 ? "1 call" : `${count} calls`),
  difference: "Difference",
  held: "Held",
  verdict: "What it means",
  compared: "Compared",
  by: (name: string) => `by ${name}`,
};
