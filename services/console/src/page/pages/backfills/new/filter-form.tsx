import type { Reply } from "@fieldwork/contracts/client";
import { Button, Group, SegmentedControl, Stack, Text, Textarea } from "@mantine/core";
import type { ReactNode } from "react";
import { backfillTexts } from "../../../texts/backfills.ts";
import { ConditionRow, type Field } from "./condition-row.tsx";
import {
  type DraftGroup,
  type DraftPart,
  isGroup,
  newCondition,
  newGroup,
  withPart,
} from "./draft.ts";
import { type FilterState, mostTextChars } from "./use-filter.ts";

const told = backfillTexts.build;
type Problem = Reply<"filters.check">["problems"][number];

/** Writes a filter by field or as text, with what is wrong beside it. */
export function FilterForm({
  filter,
  fields,
}: {
  filter: FilterState;
  fields: readonly Field[];
}): ReactNode {
  const { draft, change, text, changeText, checked, written } = filter;
  const problems = checked?.problems ?? [];
  const isText = text !== undefined;
  const mayShowRows = !isText || checked === undefined || checked.filter !== null;
  const problemOf = (key: number): string | undefined => {
    const at = written.places.get(key);
    return problems.find((one) => one.at !== null && one.at === at)?.problem;
  };
  const placed = new Set([...written.places.values()]);
  // What cannot be read at all says its place itself.
  const isRead = checked?.filter != null;
  const inText = problems.map(({ at, problem }) => ({
    at,
    problem: isRead && at !== null ? told.at(at, problem) : problem,
  }));
  const others = isText ? inText : problems.filter(({ at }) => at === null || !placed.has(at));
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label={told.filter}
        w="fit-content"
        data={[
          { value: "rows", label: told.asRows, disabled: !mayShowRows },
          { value: "text", label: told.asText },
        ]}
        value={isText ? "text" : "rows"}
        onChange={(value) => (value === "text" ? filter.showText() : filter.showRows())}
      />
      {isText ? (
        <Textarea
          label={told.text}
          description={told.textHint}
          autosize
          minRows={2}
          maxLength={mostTextChars}
          classNames={{ input: "code" }}
          value={text}
          error={problems.length > 0}
          onChange={({ currentTarget }) => changeText(currentTarget.value)}
        />
      ) : (
        <Conditions group={draft} root={draft} {...{ fields, problemOf, change }} />
      )}
      <Problems problems={others} />
      {!mayShowRows && (
        <Text size="xs" c="dimmed">
          {told.notReadable}
        </Text>
      )}
    </Stack>
  );
}

function Problems({ problems }: { problems: readonly Problem[] }): ReactNode {
  return (
    <div role="status">
      {problems.map(({ at, problem }) => (
        <Text key={`${at} ${problem}`} size="sm" c="var(--mantine-color-error)" className="breaks">
          {problem}
        </Text>
      ))}
    </div>
  );
}

interface PartProps {
  root: DraftGroup;
  fields: readonly Field[];
  problemOf: (key: number) => string | undefined;
  change: (draft: DraftGroup) => void;
}

/** Conditions and groups of them, of which all or any hold. */
function Conditions({ group, ...props }: PartProps & { group: DraftGroup }): ReactNode {
  const { root, change } = props;
  const isRoot = group.key === root.key;
  const put = (changed: DraftGroup) =>
    change(isRoot ? changed : withPart(root, group.key, () => changed));
  const add = (part: DraftPart) => put({ ...group, parts: [...group.parts, part] });
  const other = group.join === "all" ? "any" : "all";
  return (
    <fieldset className={isRoot ? "filter-condition" : "filter-group"} aria-label={told.group}>
      <Stack gap="xs">
        {group.parts.length === 0 && isRoot && <Text size="sm">{told.every}</Text>}
        {(group.parts.length > 1 || !isRoot) && <Join group={group} put={put} />}
        {group.parts.map((part) => (
          <Part key={part.key} part={part} {...props} />
        ))}
        <Group gap="xs">
          <Button variant="default" onClick={() => add(newCondition())}>
            {told.add}
          </Button>
          <Button variant="default" onClick={() => add(newGroup(other, [newCondition()]))}>
            {told.addGroup}
          </Button>
          {!isRoot && (
            <Button
              variant="subtle"
              onClick={() => change(withPart(root, group.key, () => undefined))}
            >
              {told.removeGroup}
            </Button>
          )}
        </Group>
      </Stack>
    </fieldset>
  );
}

function Join({ group, put }: { group: DraftGroup; put: (group: DraftGroup) => void }): ReactNode {
  return (
    <Group gap="xs">
      <Text size="sm">{told.join}</Text>
      <SegmentedControl
        size="xs"
        aria-label={told.join}
        data={[
          { value: "all", label: told.all },
          { value: "any", label: told.any },
        ]}
        value={group.join}
        onChange={(join) => put({ ...group, join: join === "all" ? "all" : "any" })}
      />
    </Group>
  );
}

function Part({ part, ...props }: PartProps & { part: DraftPart }): ReactNode {
  if (isGroup(part)) return <Conditions group={part} {...props} />;
  const { root, fields, problemOf, change } = props;
  return (
    <ConditionRow
      condition={part}
      fields={fields}
      problem={problemOf(part.key)}
      change={(changed) => change(withPart(root, part.key, () => changed))}
      remove={() => change(withPart(root, part.key, () => undefined))}
    />
  );
}
