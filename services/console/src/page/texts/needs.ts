/** The texts of what needs somebody at Home because the line is held up. */
export const needTexts = {
  late: (enrichment: string, within: string, constraint: string | null) =>
    `Changes for ${enrichment} are not written within ${within}${constraint === null ? "" : `: they wait for ${constraint}`}`,
  emptyAt: (used: string, at: string) => `${used}, and at this pace is used up at ${at}`,
  lane: (name: string, why: string, until: string | null) =>
    `${name} is closed ${until === null ? "until a check has passed" : `until ${until}`}: ${why}`,
  account: (name: string, why: string, until: string | null) =>
    `The key or server ${name} is left alone ${until === null ? "until a check has passed" : `until ${until}`}: ${why}`,
  verdict: {
    asks: (object: string, connection: string, ended: number) =>
      `${object} of ${connection}: ${ended.toLocaleString("en")} have ended there. Is that right?`,
    failed: (object: string, connection: string) =>
      `${object} of ${connection} could not be compared with the CRM`,
  },
  links: (pairs: number) =>
    pairs === 1
      ? "One pair of companies in two CRMs may be one"
      : `${pairs.toLocaleString("en")} pairs of companies in two CRMs may be one`,
  connection: (name: string, why: string, until: string | null) =>
    `${name} is left alone${until === null ? "" : ` until ${until}`}: ${why}`,
};
