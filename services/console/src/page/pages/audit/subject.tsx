import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { RecordLink } from "../../ui/record-link.tsx";

/** What an order was about; a way there, where it has a page. */
export function Subject({ subject }: { subject: string }): ReactNode {
  const [kind, ...rest] = subject.split("/");
  const [connection, object, id, field] = rest;
  if (kind === "records" && connection && object && id)
    return (
      <>
        {field && `${field} of `}
        <RecordLink record={{ connection, object, id }} label={`${connection}/${object}/${id}`} />
      </>
    );
  const name = rest.join("/");
  if (kind === "backfills" && name)
    return (
      <Anchor
        size="sm"
        renderRoot={(props) => <Link to="/backfills/$id" params={{ id: name }} {...props} />}
      >
        {name}
      </Anchor>
    );
  if (kind === "definitions" && name)
    return (
      <Anchor
        size="sm"
        renderRoot={(props) => <Link to="/enrichments/$name" params={{ name }} {...props} />}
      >
        {name}
      </Anchor>
    );
  // Its kind stands in what was done.
  return rest.length > 0 ? rest.join(" / ") : subject;
}
