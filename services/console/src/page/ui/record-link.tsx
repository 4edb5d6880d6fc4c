import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

interface RecordLinkProps {
  record: { connection: string; object: string; id: string };
  /** Its id unless told. */
  label?: string;
  /** Beside words, from which its colour alone would not tell it. */
  isInText?: boolean;
}

/** The way to a record's page. */
export function RecordLink(props: RecordLinkProps): ReactNode {
  const { record, label = record.id, isInText = false } = props;
  return (
    <Anchor
      size="sm"
      underline={isInText ? "always" : "hover"}
      renderRoot={(rest) => (
        <Link to="/records/$connection/$object/$id" params={record} {...rest} />
      )}
    >
      {label}
    </Anchor>
  );
}
