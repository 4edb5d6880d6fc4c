const unseenCharacter = String.raw`[\s\p{Default_Ignorable_Code_Point}\p{Cc}\u2800]`;
const isUnseen = new RegExp(`^${unseenCharacter}*$`, "u");
const mayShowNothing = new RegExp(`^${unseenCharacter}*(?:$|[<&])`, "u");

// What displays as nothing, from a given position on. What is not closed reaches to the end, as in browsers.
const unseen = new RegExp(
  [
    `${unseenCharacter}+`,
    String.raw`<!--[\s\S]*?(?:-->|$)`,
    String.raw`<(script|style|title|template)\b[\s\S]*?(?:<\/\1\s*>|$)`,
    "<[/!?]?[a-z][^<>]*>",
    "&(?:nbsp|shy);?",
    "&(?:e[nm]sp|emsp1[34]|numsp|puncsp|thinsp|hairsp|zwn?j|[lr]rm|NoBreak|ZeroWidthSpace|Tab|NewLine);",
  ].join("|"),
  "iuy",
);
const numericEntity = /&#(?:x([0-9a-f]{1,6})|(\d{1,7}));?/iy;

/**
 * Whether a field's text displays as nothing: no characters, only white space and invisible characters,
 * or markup around nothing (`<p>&nbsp;</p>`, comments). The planner, the enricher and the rendering of a
 * question all use it. For text that begins with a visible character it costs next to nothing.
 */
export function isBlankText(text: string | null | undefined): boolean {
  if (text === null || text === undefined) return true;
  if (!mayShowNothing.test(text)) return false;
  let at = 0;
  while (at < text.length) {
    const end = endOfUnseen(text, at);
    if (end === at) return false;
    at = end;
  }
  return true;
}

function endOfUnseen(text: string, at: number): number {
  unseen.lastIndex = at;
  if (unseen.test(text)) return unseen.lastIndex;
  numericEntity.lastIndex = at;
  const [entity, hex, decimal] = numericEntity.exec(text) ?? [];
  if (entity === undefined) return at;
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  const isHidden = code <= 0x10_ffff && isUnseen.test(String.fromCodePoint(code));
  return isHidden ? at + entity.length : at;
}
