import { filterOperators, idField } from "@fieldwork/contracts/page";
import { Group, MultiSelect, Select, Text, Textarea, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { backfillTexts } from "../../../texts/backfills.ts";
import type { Field } from "./condition-row.tsx";
import type { DraftCondition } from "./draft.ts";

const told = backfillTexts.build;

interface ValueInputProps {
  condition: DraftCondition;
  field: Field | undefined;
  onChange: (values: readonly string[]) => void;
}

/** With what a field is compared, in the form that its type asks for. */
export function ValueInput({ condition, field, onChange }: ValueInputProps): ReactNode {
  const { is, values, field: name } = condition;
  const [first = "", second = ""] = values;
  switch (filterOperators[is]) {
    case "none":
      return <span />;
    case "some":
      return <Several key={name} {...{ condition, field, onChange }} />;
    case "two":
      return (
        <Group gap={6} wrap="nowrap">
          <One
            label={told.from}
            value={first}
            {...inputOf(condition, field)}
            onChange={(value) => onChange([value, second])}
          />
          <Text size="sm">{told.to}</Text>
          <One
            label={told.to}
            value={second}
            {...inputOf(condition, field)}
            onChange={(value) => onChange([first, value])}
          />
        </Group>
      );
    case "one": {
      const options = optionsOf(condition, field);
      if (options === undefined)
        return (
          <One
            label={told.value}
            value={first}
            {...inputOf(condition, field)}
            onChange={(value) => onChange([value])}
          />
        );
      return (
        <Select
          aria-label={told.value}
          placeholder={told.value}
          data={withChosen(options, first === "" ? [] : [first])}
          value={first === "" ? null : first}
          searchable
          onChange={(value) => onChange(value === null ? [] : [value])}
        />
      );
    }
    default:
      return filterOperators[is] satisfies never;
  }
}

interface OneProps {
  label: string;
  value: string;
  type: "text" | "date";
  inputMode: "text" | "decimal";
  placeholder: string;
  disabled: boolean;
  onChange: (value: string) => void;
}

function One({ label, onChange, ...input }: OneProps): ReactNode {
  return (
    <TextInput
      aria-label={label}
      flex={1}
      {...input}
      onChange={({ currentTarget }) => onChange(currentTarget.value.trimStart())}
    />
  );
}

/** Those of a list are chosen; any others are written one a line, as they are pasted. */
function Several({ condition, field, onChange }: ValueInputProps): ReactNode {
  const { values, field: name } = condition;
  const [typed, setTyped] = useState(values.join("\n"));
  const options = optionsOf(condition, field);
  if (options !== undefined)
    return (
      <MultiSelect
        aria-label={told.value}
        placeholder={values.length === 0 ? told.value : ""}
        data={withChosen(options, values)}
        value={[...values]}
        searchable
        comboboxProps={{ withinPortal: false }}
        onChange={onChange}
      />
    );
  const isId = name === idField;
  return (
    <Textarea
      aria-label={isId ? told.ids : told.values}
      placeholder={isId ? told.ids : told.values}
      autosize
      maxRows={8}
      value={typed}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        onChange(valuesIn(currentTarget.value, isId));
      }}
    />
  );
}

/** Ids hold neither blanks nor commas, and are often pasted with these between. Pure. */
function valuesIn(text: string, isId: boolean): string[] {
  const parts = text.split(isId ? /[\s,;]+/ : /\n/).map((part) => part.trim());
  return [...new Set(parts.filter((part) => part !== ""))];
}

function optionsOf(
  { is }: DraftCondition,
  field: Field | undefined,
): readonly string[] | undefined {
  if (is !== "equals" && is !== "notEquals" && is !== "anyOf") return undefined;
  if (field?.type === "boolean") return ["true", "false"];
  const options = field?.type === "choices" ? null : field?.options;
  return options && options.length > 0 ? options : undefined;
}

function withChosen(options: readonly string[], chosen: readonly string[]): string[] {
  return [...new Set([...options, ...chosen])];
}

const day = /^(\d{4}-\d\d-\d\d)?$/;

function inputOf({ is, field: name, values }: DraftCondition, field: Field | undefined) {
  const type = field?.type;
  const isDay =
    (type === "date" || is === "correctedSince") && values.every((one) => day.test(one));
  const isNumber = type === "number" || type === "integer";
  return {
    type: isDay ? ("date" as const) : ("text" as const),
    inputMode: isNumber ? ("decimal" as const) : ("text" as const),
    placeholder: type === "time" ? "2026-03-01T09:30:00.000Z" : told.value,
    disabled: name === "",
  };
}
