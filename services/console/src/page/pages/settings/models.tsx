import type { Reply } from "@fieldwork/contracts/client";
import { Badge } from "@mantine/core";
import type { ReactNode } from "react";
import { useApi } from "../../app/use-api.ts";
import { settingsTexts } from "../../texts/settings.ts";
import { Managed } from "../../ui/managed.tsx";
import { countText, usdText } from "../../ui/money.ts";
import { Time } from "../../ui/time.tsx";

const told = settingsTexts.models;
const tokensShown = 1_000_000;
const picoPerNano = 1000;

type Model = Reply<"models.list">["models"][number];

/** The models that are asked: what they charge and allow, and whether they take calls. */
export function Models(): ReactNode {
  const models = useApi("models.list", {});
  return (
    <Managed
      title={told.title}
      hint={told.hint}
      query={models}
      rowsOf={({ models: rows }) => rows}
      keyOf={({ model }) => model}
      empty={told.none}
      minWidth={860}
      columns={[
        { title: told.model, cell: ({ model }) => model },
        {
          title: told.askedBy,
          cell: ({ enrichments }) => enrichments.join(", ") || told.nobody,
        },
        { title: told.price, isNumber: true, cell: (row) => priceText(row, "inputPicoUsd") },
        { title: told.priceOut, isNumber: true, cell: (row) => priceText(row, "outputPicoUsd") },
        { title: told.limits, cell: ({ limits }) => limitsText(limits) },
        {
          title: told.state,
          cell: ({ closed }) =>
            closed === null ? (
              <Badge color="teal">{told.open}</Badge>
            ) : (
              <>
                {told.closed(closed.text)} <Time at={closed.until} />
              </>
            ),
        },
      ]}
    />
  );
}

function priceText({ price }: Model, of: "inputPicoUsd" | "outputPicoUsd"): string {
  if (price === null) return told.free;
  const withRegion = price[of] * (1 + price.regionalPercent / 100);
  return usdText((withRegion * tokensShown) / picoPerNano);
}

function limitsText(limits: Model["limits"]): string {
  const all = limits.map(({ unit, per, limit }) => told.limit(countText(limit), unit, per));
  return all.length === 0 ? told.noLimits : all.join(", ");
}
