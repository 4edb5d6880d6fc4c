import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

interface RecordLinkProps {
  record: { connection: string; object: string; id: string };
  /** Its id unless told. */
  label?: string;
}

/** The way to a record's page. */
export function RecordLink({ record, label = record.id }: RecordLinkProps): ReactNode {
  return (
    <Anchor
      size="sm"
      renderRoot={(props) => (
        <Link to="/records/$connection/$object/$id" params={record} {...props} />
      )}
    >
      {label}
    </Anchor>
  );
}
