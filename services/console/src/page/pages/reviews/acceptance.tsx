import type { Reply } from "@fieldwork/contracts/client";
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useApi } from "../../app/use-api.ts";
import { useFieldLabels } from "../../app/use-field-labels.ts";
import { texts } from "../../texts.ts";
import { countText, percentText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";

const told = texts.reviews.acceptance;
type Row = Reply<"acceptance.show">["rows"][number];
const shownChars = 12;

/** How often people take the answers, by field, model and version. */
export function Acceptance(): ReactNode {
  const acceptance = useApi("acceptance.show", { query: {} });
  const labelOf = useFieldLabels();
  const count = (name: "decided" | "approved" | "corrected" | "rejected" | "kept") => ({
    ...{ title: told[name], isNumber: true },
    cell: (row: Row) => countText(row[name]),
  });
  return (
    <Section title={told.title} hint={told.hint}>
      <Loaded query={acceptance}>
        {({ rows }) => (
          <Rows
            rows={rows.filter(({ decided }) => decided > 0)}
            keyOf={(row) => `${row.enrichment} ${row.field} ${row.model} ${row.definitionHash}`}
            empty={told.none}
            minWidth={820}
            columns={[
              { title: told.field, cell: ({ field }) => labelOf({ field }) },
              { title: told.model, cell: modelText },
              { title: told.version, cell: ({ promptVersion }) => <Version of={promptVersion} /> },
              count("decided"),
              count("approved"),
              count("corrected"),
              count("kept"),
              count("rejected"),
              { title: told.accepted, isNumber: true, cell: shareText },
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}

function modelText({ provider, model }: Row): string {
  return model === null ? texts.common.unknown : `${provider}/${model}`;
}

function Version({ of }: { of: string }): ReactNode {
  return (
    <Text span size="sm" ff="monospace" className="nowrap" title={of}>
      {of.slice(0, shownChars)}
    </Text>
  );
}

function shareText({ acceptance }: Row): string {
  if (acceptance === null) return texts.common.unknown;
  const { share, low, high } = acceptance;
  return told.share(percentText(share), percentText(low), percentText(high));
}
