/** What the demo proposes to change in a company, and what the offline baseline then answers. */
export const proposedDescription =
  "Owns wind farms, solar parks and hydropower plants, and sells electricity to households and industry in Sweden.";

/** What a person may hold it to be instead. */
export const overrulingIndustry = "Energy";
