import type { Reply } from "@fieldwork/contracts/client";
import { reasonText } from "@fieldwork/contracts/page";
import { Alert, Button, Modal, Stack, Text, Textarea } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { problemText, useApi, useOrder } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { DialogEnd } from "../../ui/dialog-end.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import { readJson } from "./read-json.ts";

const told = texts.deadLetters.editing;
const mostRows = 18;

/** What an event holds, which may be mended; a replay then has the record that it names read from the CRM. */
export function EditEvent({ id, close }: { id: string; close: () => void }): ReactNode {
  const event = useApi("dead-events.show", { params: { id } });
  return (
    <Modal opened onClose={close} title={told.title(id)} size="xl">
      <Loaded query={event}>{(shown) => <EventForm event={shown} close={close} />}</Loaded>
    </Modal>
  );
}

interface EventFormProps {
  event: Reply<"dead-events.show">;
  close: () => void;
}

function EventForm({ event, close }: EventFormProps): ReactNode {
  const { id, topic, group, failedAt, reason } = event;
  // Read again meanwhile, it may be another: what was opened is what is changed.
  const [seen] = useState(() => event.value);
  const [text, setText] = useState(() => JSON.stringify(seen, null, 2));
  const edit = useOrder("dead-events.edit", {
    ...{ isQuiet: true, onDone: close, done: ({ key }) => told.done(key) },
    changes: ["dead-letters.list", "dead-events.show"],
  });
  const read = readJson(text);
  return (
    <Stack gap="sm">
      <Text size="sm" className="breaks">
        {texts.deadLetters.events(topic, group)}, <Time at={failedAt} />.{" "}
        {texts.common.sentence(reasonText(reason))}.
      </Text>
      <Textarea
        label={told.payload}
        description={told.hint}
        autosize
        maxRows={mostRows}
        classNames={{ input: "code" }}
        spellCheck={false}
        value={text}
        error={read.problem === undefined ? undefined : told.noJson(read.problem)}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      {edit.error !== null && (
        <Alert color="red" role="alert" title={texts.states.notDone}>
          <Text size="sm" className="preformatted">
            {texts.common.sentence(problemText(edit.error))}
          </Text>
        </Alert>
      )}
      <DialogEnd close={close}>
        <Button
          disabled={read.problem !== undefined}
          loading={edit.isPending}
          onClick={() => edit.mutate({ params: { id }, body: { seen, value: read.value } })}
        >
          {told.change}
        </Button>
      </DialogEnd>
    </Stack>
  );
}
