import type { SharingFigures } from "@fieldwork/store/reading";

const byReasons: Readonly<Record<string, string>> = {
  "same-domain": "by their domain",
  "same-name-and-phone": "by name and phone number",
  "same-name-and-place": "by name and place",
};

/** What one answer for a company in two CRMs has saved; nothing where no company is in both. Pure. */
export function sharingLines({
  links,
  byReason,
  shared,
  notHeld,
  pairs,
}: SharingFigures): (readonly [string, string])[] {
  const { linked, confirmed, doubtful, refused } = links;
  if (linked + confirmed + doubtful + refused === 0) return [];
  const how = [
    ...Object.entries(byReason).map(([reason, count]) => `${count} ${byReasons[reason] ?? reason}`),
    ...(confirmed > 0 ? [`${confirmed} by people`] : []),
  ];
  const told = how.length === 0 ? "" : `, ${how.join(", ")}`;
  const open = doubtful === 0 ? "" : `; ${doubtful} more may be (npx fieldwork links list)`;
  return [
    ["Links", `${linked + confirmed} pairs of records in both CRMs are one company${told}${open}`],
    [
      "",
      `one answer for both: ${shared} calls saved over ${pairs.one} pairs; ${notHeld} refused because the evidence did not hold, ${pairs.own} pairs asked apart`,
    ],
  ];
}
