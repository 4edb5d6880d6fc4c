import type { Reply } from "@fieldwork/contracts/client";
import type { ReactNode } from "react";
import { recordContextTexts } from "../texts/record-context.ts";
import { Time } from "./time.tsx";

const told = recordContextTexts.writer;

interface WriterProps {
  writer: Reply<"reviews.list">["rows"][number]["seenBy"];
  connection: string;
}

/** Who wrote what stands in the CRM, and when, as far as it is known. */
export function Writer({ writer: { who, by, at }, connection }: WriterProps): ReactNode {
  if (who === "unknown" || at === null) return told.unknown(connection);
  const texts = { fieldwork: told.fieldwork, "person-in-crm": told.inCrm(connection) };
  return (
    <>
      {who === "person-here" ? told.here(by ?? "") : texts[who]} <Time at={at} />
    </>
  );
}
