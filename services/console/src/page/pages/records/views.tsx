import type { Reply } from "@fieldwork/contracts/client";
import { Button, Menu, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import { useMay } from "../../app/session.tsx";
import { useApi, useOrder } from "../../app/use-api.ts";
import { recordContextTexts } from "../../texts/record-context.ts";
import { type RecordSearch, recordSearch } from "./record-search.ts";
import { isSameSearch } from "./same-search.ts";

const Save = lazy(async () => ({ default: (await import("./save-view.tsx")).SaveView }));

const told = recordContextTexts.views;
const changes = ["views.list"] as const;

type View = Reply<"views.list">["views"][number];

/** Saved views: each is a link to its search. The address stays the only state of the list. */
export function Views({ search }: { search: RecordSearch }): ReactNode {
  const { data } = useApi("views.list", {});
  const [isOpen, dialog] = useDisclosure(false);
  const views = data?.views ?? [];
  const current = views.find((view) => isSameSearch(view.search, search));
  return (
    <>
      <Menu position="bottom-end" withinPortal={false}>
        <Menu.Target>
          <Button variant="default">{current ? told.opened(current.name) : told.open}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {views.length === 0 && <Menu.Label>{told.none}</Menu.Label>}
          <ViewLinks title={told.own} views={views.filter(({ isOwn }) => isOwn)} />
          <ViewLinks title={told.shared} views={views.filter(({ isOwn }) => !isOwn)} />
          <Menu.Divider />
          <Menu.Item onClick={dialog.open}>{told.save}</Menu.Item>
          {current && <Remove view={current} />}
        </Menu.Dropdown>
      </Menu>
      {isOpen && (
        <Suspense>
          <Save search={search} name={current?.name ?? ""} close={dialog.close} />
        </Suspense>
      )}
    </>
  );
}

function ViewLinks({ title, views }: { title: string; views: readonly View[] }): ReactNode {
  if (views.length === 0) return null;
  return (
    <>
      <Menu.Label>{title}</Menu.Label>
      {views.map(({ id, name, search, isOwn, ownerName }) => (
        <Menu.Item
          key={id}
          renderRoot={(props) => <Link to="/records" search={recordSearch(search)} {...props} />}
        >
          {name}
          {!isOwn && (
            <Text span size="xs" c="dimmed">
              {" "}
              {told.by(ownerName)}
            </Text>
          )}
        </Menu.Item>
      ))}
    </>
  );
}

function Remove({ view: { id, name, isOwn } }: { view: View }): ReactNode {
  const mayAny = useMay("people.manage");
  const remove = useOrder("views.remove", { done: told.removed, changes });
  if (!isOwn && !mayAny) return null;
  return (
    <Menu.Item onClick={() => remove.mutate({ params: { id } })}>{told.remove(name)}</Menu.Item>
  );
}
