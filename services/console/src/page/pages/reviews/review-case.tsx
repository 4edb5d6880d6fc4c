import type { Reply } from "@fieldwork/contracts/client";
import { reasonText } from "@fieldwork/contracts/page";
import { Alert, Anchor, Button, Group, Kbd, SimpleGrid, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { useMay, useSession } from "../../app/session.tsx";
import { useOrder } from "../../app/use-api.ts";
import { useFieldLabels } from "../../app/use-field-labels.ts";
import { texts } from "../../texts.ts";
import { percentText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Time } from "../../ui/time.tsx";
import { Writer } from "../../ui/writer.tsx";
import { type Decision, useDecide } from "../record/use-decide.ts";
import { Choice } from "./choice.tsx";
import { OtherValue } from "./other-value.tsx";
import { useKeys } from "./use-keys.ts";

export type Review = Reply<"reviews.list">["rows"][number];

const told = texts.reviews;

/** As the API names one that waits. */
export function reviewKey({ workId, field, generation }: Review): string {
  return `${workId}.${field}.${generation}`;
}

interface ReviewCaseProps {
  review: Review;
  onDone: () => void;
  onSheet: () => void;
}

/** One answer that waits: who says what, side by side, and what may become of it. */
export function ReviewCase({ review, onDone, onSheet }: ReviewCaseProps): ReactNode {
  const { ref, title, field, reason, isOutdated } = review;
  const mayDecide = useMay("reviews.decide", ref.connection);
  const isOthers = useLease(review, mayDecide);
  const { decide, isPending, isReady } = useDecide(reviewKey(review), onDone);
  const [isOther, setOther] = useState(false);
  const labelOf = useFieldLabels();
  const can = mayDecide && isReady && !isPending && !isOthers;
  const act = (decision: Decision) => (can ? () => decide(decision) : undefined);
  const approve = isOutdated ? undefined : act({ kind: "approve" });
  const keep = act({ kind: "keep" });
  const reject = act({ kind: "reject" });
  const pin = act({ kind: "pin" });
  const correct = can ? () => setOther(true) : undefined;
  useKeys({ 1: approve, 2: keep, 3: correct, r: reject, p: pin });
  return (
    <Section
      title={`${title ?? ref.id}: ${labelOf({ field, object: ref.object })}`}
      actions={<SheetButton onClick={onSheet} />}
    >
      <Stack gap="sm">
        <Text size="sm" className="breaks">
          {told.because(reasonText(reason))}{" "}
          <Anchor
            size="sm"
            underline="always"
            renderRoot={(props) => (
              <Link to="/records/$connection/$object/$id" params={ref} {...props} />
            )}
          >
            {told.openRecord}
          </Anchor>
        </Text>
        {isOutdated && <Alert p="xs">{told.outdatedHint}</Alert>}
        {isOthers && <Alert p="xs">{told.taken}</Alert>}
        <SimpleGrid cols={{ base: 1, md: 3 }} spacing="sm">
          <Choice
            hotkey="1"
            title={told.answer}
            action={told.approve}
            onChoose={approve}
            value={review.value}
          >
            <AnswerSource review={review} />
          </Choice>
          <Choice
            hotkey="2"
            title={told.inCrm}
            action={told.keep}
            onChoose={keep}
            value={review.seenValue}
          >
            <Writer writer={review.seenBy} connection={ref.connection} />
            <br />
            {told.inCrmHint}
          </Choice>
          <Choice hotkey="3" title={told.other} action={told.correct} onChoose={correct}>
            {told.otherHint}
          </Choice>
        </SimpleGrid>
        <Group gap="xs">
          <Button variant="default" disabled={!reject} onClick={reject}>
            {told.reject} <Kbd ml={6}>r</Kbd>
          </Button>
          <Button variant="default" disabled={!pin} onClick={pin}>
            {told.pin} <Kbd ml={6}>p</Kbd>
          </Button>
        </Group>
        {isOther && (
          <OtherValue
            review={review}
            close={() => setOther(false)}
            onValue={(value) => decide({ kind: "correct", value })}
          />
        )}
      </Stack>
    </Section>
  );
}

function SheetButton({ onClick }: { onClick: () => void }): ReactNode {
  return (
    <Button variant="subtle" onClick={onClick} className="wide-only">
      {told.keys.title} <Kbd ml={6}>?</Kbd>
    </Button>
  );
}

function AnswerSource({ review }: { review: Review }): ReactNode {
  const { provider, model, openedAt, outputs, value } = review;
  const output = Object.values(outputs ?? {}).find((one) => one.value === value);
  return (
    <>
      {told.by(provider, model)}
      {output && ` · ${percentText(output.confidence)}`} · <Time at={openedAt} />
      {output?.evidence && (
        <>
          <br />
          <mark>{output.evidence}</mark>
        </>
      )}
    </>
  );
}

/** Takes it for a while, so that nobody else works on it. Returns whether somebody else has it. */
function useLease({ ref, field, leaseHolder, leaseUntil }: Review, mayDecide: boolean): boolean {
  const { id } = useSession();
  const take = useOrder("reviews.take", { isQuiet: true });
  const isOthers =
    leaseHolder !== null &&
    leaseHolder !== id &&
    leaseUntil !== null &&
    Date.parse(leaseUntil) > Date.now();
  const { connection, object, id: recordId } = ref;
  const { mutate } = take;
  useEffect(() => {
    if (!mayDecide || isOthers) return;
    mutate({ body: { filter: { connection, object, recordId, field }, limit: 1 } });
  }, [mutate, mayDecide, isOthers, connection, object, recordId, field]);
  return isOthers;
}
