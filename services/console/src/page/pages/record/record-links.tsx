import type { ReactNode } from "react";
import { useMay } from "../../app/session.tsx";
import { useApi } from "../../app/use-api.ts";
import { linkTexts as told } from "../../texts/links.ts";
import { Section } from "../../ui/page.tsx";
import { LinkRows } from "../links/link-rows.tsx";
import type { RecordParams } from "./record-params.ts";

/** The same company in other CRMs; nothing where there is none. */
export function RecordLinks({
  record: { connection, object, id },
}: {
  record: RecordParams;
}): ReactNode {
  const mayRead = useMay("links.read");
  const record = `${connection}/${object}/${id}`;
  const enabled = mayRead && object === "company";
  const links = useApi("company-links.show", { query: { record } }, { enabled });
  const found = links.data?.links ?? [];
  if (found.length === 0) return null;
  return (
    <Section title={told.ofRecord} hint={told.ofRecordHint}>
      <LinkRows links={found} empty={told.none} />
    </Section>
  );
}
