import { Checkbox, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useOrder } from "../../app/use-api.ts";
import { recordContextTexts } from "../../texts/record-context.ts";
import { FormDialog } from "../../ui/form-dialog.tsx";
import type { RecordSearch } from "./record-search.ts";

const told = recordContextTexts.views;
const changes = ["views.list"] as const;

interface SaveViewProps {
  search: RecordSearch;
  /** Of the view that is shown, if one is. */
  name: string;
  close: () => void;
}

/** Keeps a search under a name. */
export function SaveView(given: SaveViewProps): ReactNode {
  const { search, close } = given;
  const [name, setName] = useState(given.name);
  const [isShared, setShared] = useState(false);
  const save = useOrder("views.save", { done: told.saved, changes, onDone: close });
  return (
    <FormDialog
      title={told.title}
      action={told.save}
      isPending={save.isPending}
      onSubmit={() => save.mutate({ body: { name, search, isShared } })}
      close={close}
    >
      <TextInput
        label={told.name}
        required
        maxLength={80}
        data-autofocus
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <Checkbox
        label={told.forAll}
        description={told.forAllHint}
        checked={isShared}
        onChange={({ currentTarget }) => setShared(currentTarget.checked)}
      />
    </FormDialog>
  );
}
