/**
 * Words that tell a company's legal form, without their full stops and slashes: "A/S" is "as". Those of
 * more words are written together, as `companyName` joins what full stops part.
 */
const forms = `
  ab aktiebolag aktiebolaget hb handelsbolag kb kommanditbolag publ abp
  as asa aps a-s ivs ks
  oy oyj osakeyhtio
  ag gmbh mbh kg kgaa ohg ug ek ev se sce
  ltd limited plc llp llc lc lp pllc inc incorporated corp corporation co company cic
  sa sas sasu sarl eurl snc sca scs
  spa srl srls snc sapa
  sl slu sau sll
  lda ltda sgps eireli
  nv bv vof cv bvba sprl
  kft zrt nyrt bt rt
  sro spol doo dd ad ood eood ead
  spzoo
  ou uab sia
  pty pte bhd sdn pvt
  kk gk
  sadecv
  tbk pjsc ojsc jsc oao ooo zao pao
`;

const legalForms: ReadonlySet<string> = new Set(forms.trim().split(/\s+/));

/** Whether a word of a name, in the form that `nameWords` gives it, is a legal form. Pure. */
export function isLegalForm(word: string): boolean {
  return legalForms.has(word);
}
