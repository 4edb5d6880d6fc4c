/** The texts of saved views, of what a record has in its CRM, and of who wrote a value. */
export const recordContextTexts = {
  views: {
    open: "Views",
    opened: (name: string) => `View: ${name}`,
    none: "No view is saved yet",
    own: "Yours",
    shared: "Shared",
    by: (name: string) => `by ${name}`,
    save: "Save this view",
    title: "Save this view",
    name: "Name",
    forAll: "Share it with everybody",
    forAllHint:
      "Others see it if they may see its connection. What they find is what they may see.",
    saved: "The view is saved",
    remove: (name: string) => `Remove “${name}”`,
    removed: "The view is removed",
  },
  captured: "Captured calls",
  parked: "It is left alone: it changed again after each of our writes",
  writer: {
    name: "Who wrote it",
    fieldwork: "Fieldwork wrote it",
    here: (name: string) => `${name} ordered it here`,
    inCrm: (connection: string) =>
      `Somebody wrote it in ${connection}. Who it was is not known. It was noticed`,
    unknown: (connection: string) => `Who wrote it in ${connection}, and when, is not known.`,
  },
  openIn: (connection: string) => `Open in ${connection}`,
  labelledCase: {
    name: "Labelled case",
    made: (expected: string, answered: string | null) =>
      answered === null
        ? `“${expected}” is the right answer for such a record.`
        : `“${expected}” is the right answer for such a record, not “${answered}”.`,
    by: (by: string | null, connection: string) =>
      by === null ? `An edit in ${connection} says so` : `${by} says so`,
    use: "Evaluations and exports use it.",
  },
};
