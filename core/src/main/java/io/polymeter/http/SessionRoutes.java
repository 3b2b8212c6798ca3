package io.polymeter.http;

import io.polymeter.json.JsonObject;

/// Logging in and out.
public final class SessionRoutes {

    private final AccessGuard guard;
    private final boolean secured;

    /// @param secured whether the page is served over HTTPS
    public SessionRoutes(AccessGuard guard, boolean secured) {
        this.guard = guard;
        this.secured = secured;
    }

    public void register(Routes routes) {
        routes.get("/api/session", this::show);
        routes.add("POST", "/api/session", Routes.Access.OPEN, this::begin);
        routes.guarded("DELETE", "/api/session", this::end);
    }

    private WebReply show(WebRequest call) {
        return WebReply.json(new JsonObject()
                .put("password_needed", guard.needsPassword())
                .put("may_change", guard.authorized(call))
                .put("why_not", guard.authorized(call) ? null : reason(call)));
    }

    private String reason(WebRequest call) {
        String closed = guard.closed(call);
        return closed.isEmpty() ? "log in" : closed;
    }

    private WebReply begin(WebRequest call) throws HttpError {
        String token = guard.logIn(call, call.text("password"));
        boolean encrypted =
                secured || call.header("x-forwarded-proto").orElse("").equals("https");
        return WebReply.json(new JsonObject()
                        .put("token", token)
                        .put("idle_seconds", Sessions.IDLE.toSeconds())
                        .put("longest_seconds", Sessions.LONGEST.toSeconds()))
                .with("Set-Cookie", cookie(token, Sessions.LONGEST.toSeconds(), encrypted));
    }

    private WebReply end(WebRequest call) {
        guard.logOut(call);
        return WebReply.nothing().with("Set-Cookie", cookie("", 0, false));
    }

    private static String cookie(String token, long seconds, boolean encrypted) {
        return AccessGuard.COOKIE + "=" + token + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + seconds
                + (encrypted ? "; Secure" : "");
    }
}
