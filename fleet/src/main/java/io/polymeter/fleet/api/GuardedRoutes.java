package io.polymeter.fleet.api;

import io.polymeter.fleet.config.FleetSettings.Role;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;

/// Routes for who has a role.
record GuardedRoutes(Routes routes, People people) {

    /// What is done for somebody who may.
    interface Inner {
        WebReply answer(WebRequest call, String person) throws Exception;
    }

    void add(String method, String path, Role role, Inner inner) {
        routes.add(method, path, Routes.Access.OPEN, call -> {
            String person = people.caller(call, role).name();
            return inner.answer(call, person);
        });
    }
}
