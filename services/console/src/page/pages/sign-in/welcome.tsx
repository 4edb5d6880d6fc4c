import { Alert, Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { problemText, useApi, useOrder } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { ErrorState, LoadingState } from "../../ui/states.tsx";
import { Card } from "./card.tsx";

/** Where one-time links lead. The secret stands behind `#`, which no server sees. */
export function Welcome(): ReactNode {
  const [link] = useState(() => location.hash.slice(1));
  const shown = useApi("link.show", { body: { link } });
  if (shown.isPending) return <LoadingState />;
  if (!shown.data)
    return (
      <Card title={texts.welcome.noLink}>
        <ErrorState error={shown.error} />
        <Text size="sm">{texts.welcome.noLinkHint}</Text>
        <Button component="a" href="/" variant="default">
          {texts.signIn.title}
        </Button>
      </Card>
    );
  return <Accept link={link} {...shown.data} />;
}

interface Shown {
  kind: "first-admin" | "invitation" | "sign-in";
  email: string | null;
  name: string | null;
}

function Accept({ link, kind, ...known }: Shown & { link: string }): ReactNode {
  const [email, setEmail] = useState(known.email ?? "");
  const [name, setName] = useState(known.name ?? "");
  const [password, setPassword] = useState("");
  // A whole new page: nothing of the link stays in its address or its history.
  const accept = useOrder("link.accept", { onDone: () => location.replace("/"), isQuiet: true });
  const isFirst = kind === "first-admin";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const said = kind === "sign-in" ? {} : { password };
    accept.mutate({ body: { link, ...said, ...(isFirst && { email, name }) } });
  };
  return (
    <Card title={isFirst ? texts.welcome.firstAdmin : texts.welcome.hello(known.name ?? "")}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text size="sm">{texts.welcome.hints[kind]}</Text>
          {accept.error && (
            <Alert color="red" role="alert" p="xs">
              {problemText(accept.error)}
            </Alert>
          )}
          {isFirst && (
            <>
              <TextInput
                label={texts.welcome.name}
                autoComplete="name"
                required
                value={name}
                onChange={({ currentTarget }) => setName(currentTarget.value)}
              />
              <TextInput
                label={texts.signIn.email}
                type="email"
                autoComplete="username"
                required
                value={email}
                onChange={({ currentTarget }) => setEmail(currentTarget.value)}
              />
            </>
          )}
          {kind !== "sign-in" && (
            <PasswordInput
              label={texts.welcome.newPassword}
              autoComplete="new-password"
              required
              visibilityToggleButtonProps={{ "aria-label": texts.signIn.showPassword }}
              value={password}
              onChange={({ currentTarget }) => setPassword(currentTarget.value)}
            />
          )}
          <Button type="submit" size="sm" loading={accept.isPending}>
            {texts.welcome.accept[kind]}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}
