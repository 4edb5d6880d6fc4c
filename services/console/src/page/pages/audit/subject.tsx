import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

/** What an order was about; a way there, where it has a page. */
export function Subject({ subject }: { subject: string }): ReactNode {
  const [kind, ...rest] = subject.split("/");
  const [connection, object, id, field] = rest;
  if (kind === "records" && connection && object && id)
    return (
      <>
        {field && `${field} of `}
        <Link to="/records/$connection/$object/$id" params={{ connection, object, id }}>
          {`${connection}/${object}/${id}`}
        </Link>
      </>
    );
  const name = rest.join("/");
  if (kind === "backfills" && name)
    return (
      <Link to="/backfills/$id" params={{ id: name }}>
        {name}
      </Link>
    );
  if (kind === "definitions" && name)
    return (
      <Link to="/enrichments/$name" params={{ name }}>
        {name}
      </Link>
    );
  return subject;
}
