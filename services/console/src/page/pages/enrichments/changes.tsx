import type { Reply } from "@fieldwork/contracts/client";
import { Box, Text, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import { enrichmentTexts } from "../../texts/enrichments.ts";
import { EmptyState } from "../../ui/states.tsx";
import { changedLines } from "./changed-lines.ts";

const told = enrichmentTexts.difference;
type ContentChange = Reply<"definitions.diff">["changes"][number];

/** What differs between two contents, each place with the lines that are gone and those that are new. */
export function Changes({ changes }: { changes: readonly ContentChange[] }): ReactNode {
  if (changes.length === 0) return <EmptyState title={told.same} />;
  return changes.map((change) => <Change key={change.at} change={change} />);
}

function Change({ change: { at, before, after } }: { change: ContentChange }): ReactNode {
  return (
    <Box mb="sm">
      <Text size="sm" fw={600} ff="monospace" className="breaks">
        {at === "" ? told.whole : at}
      </Text>
      <div className="difference">
        {changedLines(before, after).map(({ kind, text, at: place }) =>
          kind === "removed" ? (
            <del key={place}>
              <VisuallyHidden>{told.removed}</VisuallyHidden>
              {text}
            </del>
          ) : (
            <ins key={place}>
              <VisuallyHidden>{told.added}</VisuallyHidden>
              {text}
            </ins>
          ),
        )}
      </div>
    </Box>
  );
}
