import type { Reply } from "@fieldwork/contracts/client";
import { type FilterOperator, filterOperators, idField } from "@fieldwork/contracts/page";
import { Button, Select, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { backfillTexts } from "../../../texts/backfills.ts";
import { type DraftCondition, isFinished, operatorsFor } from "./draft.ts";
import { ValueInput } from "./value-input.tsx";

const told = backfillTexts.build;
export type Field = Reply<"filters.fields">["fields"][number];

interface ConditionRowProps {
  condition: DraftCondition;
  fields: readonly Field[];
  problem: string | undefined;
  change: (condition: DraftCondition) => void;
  remove: () => void;
}

/** One condition: a field, what is asked of it, and with what it is compared. */
export function ConditionRow(props: ConditionRowProps): ReactNode {
  const { condition, fields, problem, change, remove } = props;
  const { field: name, is, values } = condition;
  const field = fields.find((one) => one.name === name);
  const offered = operatorsFor(name, field);
  const operators = offered.includes(is) ? offered : [is, ...offered];
  function take(changed: FilterOperator, kept: readonly string[]): void {
    const wanted = filterOperators[changed];
    const most = { none: 0, one: 1, two: 2, some: kept.length }[wanted];
    change({ ...condition, is: changed, values: kept.slice(0, most) });
  }
  return (
    <fieldset className="filter-condition" aria-label={told.condition}>
      <div className="filter-row">
        <Select
          aria-label={told.field}
          placeholder={told.field}
          data={fieldChoices(fields, name)}
          value={name === "" ? null : name}
          searchable
          allowDeselect={false}
          onChange={(chosen) => {
            if (chosen === null || chosen === name) return;
            const found = fields.find((one) => one.name === chosen);
            const [first = "equals"] = operatorsFor(chosen, found);
            const kept = operatorsFor(chosen, found).includes(is) ? is : first;
            change({ ...condition, field: chosen, is: kept, values: [] });
          }}
        />
        <Select
          aria-label={told.is}
          data={operators.map((value) => ({ value, label: told.operators[value] }))}
          value={is}
          allowDeselect={false}
          disabled={name === ""}
          onChange={(chosen) => chosen !== null && take(chosen as FilterOperator, values)}
        />
        <ValueInput
          {...{ condition, field }}
          onChange={(changed) => change({ ...condition, values: changed })}
        />
        <Button
          variant="subtle"
          size="sm"
          onClick={remove}
          aria-label={told.removeNamed(name === "" ? told.condition : name)}
        >
          {told.remove}
        </Button>
      </div>
      <Text
        size="sm"
        c="var(--mantine-color-error)"
        role="status"
        className="breaks"
        hidden={problem === undefined}
      >
        {problem}
      </Text>
      {name !== "" && !isFinished(condition) && (
        <Text size="xs" c="dimmed">
          {told.unfinished}
        </Text>
      )}
    </fieldset>
  );
}

function fieldChoices(fields: readonly Field[], chosen: string) {
  const of = (source: Field["source"]) =>
    fields
      .filter((one) => one.source === source)
      .map(({ name, isShown }) => ({ value: name, label: isShown ? name : told.hidden(name) }));
  const isKnown = chosen === "" || chosen === idField || fields.some((one) => one.name === chosen);
  const others = isKnown ? [] : [{ value: chosen, label: chosen }];
  const groups = [
    { group: told.fieldGroups.fields, items: of("fields") },
    { group: told.fieldGroups.outputs, items: of("outputs") },
  ];
  return [
    { value: idField, label: told.idField },
    ...others,
    ...groups.filter(({ items }) => items.length > 0),
  ];
}
