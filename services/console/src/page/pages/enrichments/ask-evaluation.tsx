import { Checkbox, Select, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useMay } from "../../app/session.tsx";
import { useApi, useOrder } from "../../app/use-api.ts";
import { evaluationTexts } from "../../texts/evaluations.ts";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { countText } from "../../ui/money.ts";

const told = evaluationTexts.ask;

interface AskEvaluationProps {
  name: string;
  route: readonly string[];
  versions: readonly { hash: string; isCurrent: boolean }[];
  close: () => void;
}

/** Has models asked the labelled cases of a version. */
export function AskEvaluation({ name, route, versions, close }: AskEvaluationProps): ReactNode {
  const navigate = useNavigate();
  const mayRead = useMay("line.read-all");
  const { data } = useApi("models.list", {}, { enabled: mayRead });
  const known = data?.models.map(({ model }) => model) ?? [];
  const [models, setModels] = useState<readonly string[]>([]);
  const [hash, setHash] = useState(versions.find(({ isCurrent }) => isCurrent)?.hash);
  const [isFresh, setFresh] = useState(false);
  const order = useOrder("evaluations.ask", {
    done: ({ asked }) => told.ordered(countText(asked)),
    changes: ["evaluations.list"],
    onDone({ id }) {
      close();
      void navigate({
        to: "/enrichments/$name",
        params: { name },
        search: (kept) => ({ ...kept, evaluation: id }),
        resetScroll: false,
      });
    },
  });
  const submit = () =>
    order.mutate({
      body: {
        ...{ enrichment: name, isFresh, goesOn: true },
        ...(hash !== undefined && { hash }),
        ...(models.length > 0 && { models: [...models] }),
      },
    });
  return (
    <FormDialog
      title={told.title(name)}
      action={told.order}
      isPending={order.isPending}
      onSubmit={submit}
      close={close}
    >
      <Text size="sm">{told.meaning}</Text>
      {versions.length > 1 && (
        <Select
          label={told.version}
          data={versions.map((one) => ({
            value: one.hash,
            label: one.isCurrent ? told.current(one.hash) : one.hash,
          }))}
          value={hash ?? null}
          allowDeselect={false}
          onChange={(chosen) => setHash(chosen ?? hash)}
        />
      )}
      <Checkbox.Group
        label={told.models}
        description={models.length === 0 ? told.route : null}
        value={[...models]}
        onChange={setModels}
      >
        <Stack gap={6} mt={6}>
          {[...new Set([...route, ...known])].map((model) => (
            <Checkbox key={model} value={model} label={model} />
          ))}
        </Stack>
      </Checkbox.Group>
      <Checkbox
        label={told.fresh}
        description={told.freshHint}
        checked={isFresh}
        onChange={({ currentTarget }) => setFresh(currentTarget.checked)}
      />
    </FormDialog>
  );
}
