import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { queryClient } from "../../app/query-client.ts";
import { problemText, useOrder } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { Card } from "./card.tsx";

export function SignIn(): ReactNode {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useOrder("session.begin", {
    onDone: () => void queryClient.resetQueries(),
    isQuiet: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ body: { email, password } });
  };
  return (
    <Card title={texts.signIn.title}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          {signIn.error && (
            <Alert color="red" role="alert" p="xs">
              {problemText(signIn.error)}
            </Alert>
          )}
          <TextInput
            label={texts.signIn.email}
            type="email"
            autoComplete="username"
            required
            value={email}
            onChange={({ currentTarget }) => setEmail(currentTarget.value)}
          />
          <PasswordInput
            label={texts.signIn.password}
            autoComplete="current-password"
            required
            visibilityToggleButtonProps={{ "aria-label": texts.signIn.showPassword }}
            value={password}
            onChange={({ currentTarget }) => setPassword(currentTarget.value)}
          />
          <Button type="submit" size="sm" loading={signIn.isPending}>
            {texts.signIn.signIn}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}
