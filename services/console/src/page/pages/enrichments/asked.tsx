import { Anchor, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useMay } from "../../app/session.tsx";
import { captureTexts } from "../../texts/captures.ts";
import { enrichmentTexts } from "../../texts/enrichments.ts";
import { countText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import type { ShownContent, ShownInput } from "./content.ts";

const told = enrichmentTexts.asked;

/** What leaves of a record, what of that is masked, and which models may get it. */
export function Asked({ name, content }: { name: string; content: ShownContent }): ReactNode {
  const { inputs, privacy } = content;
  const mayLook = useMay("captures.read");
  const ruleOf = ({ masking }: ShownInput) => told.maskings(masking ?? privacy.masking);
  return (
    <Section title={told.title} hint={told.hint}>
      <Stack gap="xs">
        <Rows
          rows={inputs}
          keyOf={({ field }) => field}
          empty={told.nothing}
          minWidth={520}
          columns={[
            { title: told.field, isName: true, cell: ({ field }) => field },
            { title: told.need, cell: ({ need }) => told[need] },
            {
              title: told.most,
              isNumber: true,
              cell: ({ maxChars }) => (maxChars === undefined ? told.nothing : countText(maxChars)),
            },
            { title: told.masked, isText: true, cell: ruleOf },
          ]}
        />
        {sentencesOf(content).map((text) => (
          <Text key={text} size="sm" className="breaks">
            {text}
          </Text>
        ))}
        {mayLook && privacy.capture !== "off" && (
          <Anchor
            size="sm"
            renderRoot={(props) => <Link to="/captures" search={{ enrichment: name }} {...props} />}
          >
            {captureTexts.open}
          </Anchor>
        )}
      </Stack>
    </Section>
  );
}

/** Who may be asked, in which order, and what is kept of it. Pure. */
export function sentencesOf({ route, prefer, experiment, privacy }: ShownContent): string[] {
  const { vendors, regions, dataClasses, capture, traces } = privacy;
  return [
    told.route(route, prefer ?? "order"),
    ...(experiment ? [told.experiment(experiment.model, experiment.percent)] : []),
    ...(vendors ? [told.vendors(vendors)] : []),
    ...(regions ? [told.regions(regions)] : []),
    ...(dataClasses ? [told.dataClasses(dataClasses)] : []),
    told.capture(capture),
    ...(traces === "redacted" ? [told.traced] : []),
  ];
}
