import { Alert, Box, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { enrichmentTexts } from "../../texts/enrichments.ts";
import { texts } from "../../texts.ts";
import { Marked } from "../../ui/marked.tsx";
import { countText, percentText, secondsText, usdText } from "../../ui/money.ts";
import { Pair } from "../../ui/pair.tsx";
import type { ShownOutput } from "./content.ts";
import { partialOutput, type Try } from "./use-try.ts";

const told = enrichmentTexts.tryIt;

/** The answer as it grows; then the whole one, what it rests on, and what a write would do. */
export function TryAnswer({
  current,
  outputs,
}: {
  current: Try;
  outputs: readonly ShownOutput[];
}): ReactNode {
  const { phase, prompt, fields, usage, why, partial } = current;
  return (
    <Stack gap="sm" mt="md">
      <Text size="sm" c="dimmed" role="status">
        {phase === "asking" && (prompt ? told.asking : told.starting)}
        {phase === "stopped" && told.stopped}
      </Text>
      {phase === "failed" && (
        <Alert color="red" role="alert" title={told.failed}>
          {why}
        </Alert>
      )}
      {fields
        ? fields.map((field) => <Answer key={field.output} {...field} />)
        : phase !== "failed" && (
            <dl className="pairs">
              {outputs.map(({ name, label }) => (
                <Pair key={name} name={label}>
                  <Growing {...partialOutput(partial, name)} />
                </Pair>
              ))}
            </dl>
          )}
      {usage && <Used usage={usage} />}
      {prompt && <Source prompt={prompt} fields={fields ?? []} />}
    </Stack>
  );
}

function Answer({ label, field, ...answer }: NonNullable<Try["fields"]>[number]): ReactNode {
  const { value, confidence, rejected = [], today, decision } = answer;
  return (
    <section aria-label={label}>
      <Title order={3} size="h6">
        {label}
      </Title>
      <dl className="pairs">
        <Pair name={told.answer}>
          {value === null ? (
            <Dimmed>{told.none}</Dimmed>
          ) : (
            `${value} (${told.sure(percentText(confidence))})`
          )}
        </Pair>
        {rejected.length > 0 && <Pair name={told.takenAway}>{rejected.join("; ")}</Pair>}
        <Pair name={told.today}>
          {today === undefined ? told.hidden : (today ?? texts.records.blank)}
        </Pair>
        <Pair name={told.would}>
          {told.decided(decision.kind, decision.text)}
          {decision.needsReview && ` ${told.review}`}
        </Pair>
      </dl>
    </section>
  );
}

function Growing({ value, evidence }: ReturnType<typeof partialOutput>): ReactNode {
  if (value === undefined && evidence === undefined) return <Dimmed>{told.notYet}</Dimmed>;
  return (
    <>
      {value} {evidence !== undefined && <mark>{evidence}</mark>}
    </>
  );
}

function Used({ usage }: { usage: NonNullable<Try["usage"]> }): ReactNode {
  const { provider, model, attempts, chargedNanoUsd, heldNanoUsd, durationMs } = usage;
  const cost = usdText(chargedNanoUsd);
  const { inputTokens, cachedInputTokens, outputTokens } = usage;
  const [sent, cached, got] = [inputTokens, cachedInputTokens, outputTokens].map(countText);
  return (
    <Text size="sm" c="dimmed" className="breaks">
      {told.used(`${provider}/${model}`, cost, secondsText(durationMs))} ·{" "}
      {told.tokens(sent ?? "", cached ?? "", got ?? "")}
      {attempts > 1 && ` · ${told.attempts(attempts)}`}
      {heldNanoUsd > 0 && ` ${told.held}`}
    </Text>
  );
}

/** What left the house, with what the answers rest on marked. */
function Source({
  prompt: { fields: sent, instructions, input },
  fields,
}: {
  prompt: NonNullable<Try["prompt"]>;
  fields: NonNullable<Try["fields"]>;
}): ReactNode {
  const quotesIn = (name: string) =>
    fields.flatMap(({ place, evidence }) => (place?.field === name && evidence ? [evidence] : []));
  return (
    <Box>
      <Title order={3} size="h6">
        {told.source}
      </Title>
      <Text size="xs" c="dimmed">
        {told.sourceHint}
      </Text>
      <dl className="pairs">
        {Object.entries(sent).map(([name, text]) => (
          <Pair key={name} name={name}>
            <span className="preformatted">
              <Marked text={text} quotes={quotesIn(name)} />
            </span>
          </Pair>
        ))}
      </dl>
      <details>
        <summary>
          <Text component="span" size="sm">
            {told.prompt}
          </Text>
        </summary>
        <Text size="xs" ff="monospace" className="preformatted" mt="xs">
          {`${instructions}\n\n${input}`}
        </Text>
      </details>
    </Box>
  );
}

function Dimmed({ children }: { children: string }): ReactNode {
  return (
    <Text component="span" size="sm" c="dimmed">
      {children}
    </Text>
  );
}
