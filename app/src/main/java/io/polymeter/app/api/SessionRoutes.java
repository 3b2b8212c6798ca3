package io.polymeter.app.api;

import io.polymeter.json.JsonObject;

/// Logging in and out.
final class SessionRoutes {

    private final Guard guard;

    SessionRoutes(Guard guard) {
        this.guard = guard;
    }

    void register(Routes routes) {
        routes.get("/api/session", this::show);
        routes.add("POST", "/api/session", Routes.Access.OPEN, this::begin);
        routes.guarded("DELETE", "/api/session", this::end);
    }

    private Reply show(Call call) {
        return Reply.json(new JsonObject()
                .put("password_needed", guard.needsPassword())
                .put("may_change", guard.authorized(call))
                .put("why_not", guard.authorized(call) ? null : reason(call)));
    }

    private String reason(Call call) {
        String closed = guard.closed(call);
        return closed.isEmpty() ? "log in with the password" : closed;
    }

    private Reply begin(Call call) throws Refusal {
        String token = guard.logIn(call, call.text("password"));
        boolean encrypted = call.header("x-forwarded-proto").orElse("").equals("https");
        return Reply.json(new JsonObject()
                        .put("token", token)
                        .put("idle_seconds", Sessions.IDLE.toSeconds())
                        .put("longest_seconds", Sessions.LONGEST.toSeconds()))
                .with("Set-Cookie", cookie(token, Sessions.LONGEST.toSeconds(), encrypted));
    }

    private Reply end(Call call) {
        guard.logOut(call);
        return Reply.nothing().with("Set-Cookie", cookie("", 0, false));
    }

    private static String cookie(String token, long seconds, boolean encrypted) {
        return Guard.COOKIE + "=" + token + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + seconds
                + (encrypted ? "; Secure" : "");
    }
}
