/** A change of a company that the demo proposes, and what the offline baseline then answers. */
export const proposedDescription =
  "Owns wind farms, solar parks and hydropower plants, and sells electricity to households and industry in Sweden.";

/** What a person may say it is instead. */
export const overrulingIndustry = "Energy";
