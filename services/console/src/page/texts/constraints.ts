/** The texts of what keeps live changes from being written in time. */
export const constraintTexts = {
  hold: "a hold that somebody placed",
  budget: "money",
  models: "the models, which are slower than the changes come",
  writer: "the writer",
  review: "a person’s decision",
  lane: (lane: string, until: string, why: string) =>
    `${lane}, which is closed until ${until}: ${why}`,
  connection: (connection: string, until: string, why: string) =>
    `${connection}, which is left alone until ${until}: ${why}`,
  log: (seconds: string) => `the planner, which is ${seconds} s behind what is read`,
};
