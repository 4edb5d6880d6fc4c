export interface SessionCookie {
  name: string;
  options: { path: "/"; httpOnly: true; sameSite: "lax"; secure: boolean };
}

/**
 * The cookie of a session. On plain http, as behind a private name, browsers drop `Secure` and `__Host-`
 * cookies, so that they are used on https alone. Pure.
 */
export function sessionCookie(publicUrl: string | undefined): SessionCookie {
  const secure = publicUrl?.startsWith("https:") ?? false;
  const name = "fieldwork_session";
  return {
    name: secure ? `__Host-${name}` : name,
    options: { path: "/", httpOnly: true, sameSite: "lax", secure },
  };
}
