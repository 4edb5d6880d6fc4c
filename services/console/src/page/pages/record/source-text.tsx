import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { texts } from "../../texts.ts";
import { Marked } from "../../ui/marked.tsx";
import { Section } from "../../ui/page.tsx";

interface SourceTextProps {
  inputs: Readonly<Record<string, string | null>>;
  /** What answers quote of it. */
  quotes: readonly string[];
}

/** What the CRM says, with what the answers rest on marked. */
export function SourceText({ inputs, quotes }: SourceTextProps): ReactNode {
  return (
    <Section title={texts.record.source} hint={texts.record.sourceHint}>
      <dl className="pairs">
        {Object.entries(inputs).map(([name, value]) => (
          <div key={name}>
            <Text component="dt" size="sm" c="dimmed">
              {name}
            </Text>
            <Text component="dd" size="sm" className="preformatted">
              {value === null ? texts.records.blank : <Marked text={value} quotes={quotes} />}
            </Text>
          </div>
        ))}
      </dl>
    </Section>
  );
}
