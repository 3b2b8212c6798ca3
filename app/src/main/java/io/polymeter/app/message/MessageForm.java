package io.polymeter.app.message;

/// The sentences that a page can say in another language, with places for what differs. A place named `why` holds
/// another sentence.
enum MessageForm {
    // Reasons of connections.
    AWAY("away ({why}); asked again each minute"),
    ASLEEP("asleep; asked again each minute"),
    ASKED_AGAIN("{why}; asked again and again"),
    RETRIED("{why}; retrying in {time}"),
    DEVICE_ASLEEP("the simulated device sleeps"),
    ANSWERED_BY("is answered by {place}"),
    NOTHING_RECEIVED("nothing received yet"),
    NOTHING_RECEIVED_ANY_MORE("nothing received any more from {place}"),
    RECEIVES("receives from {place}"),
    LISTENS("listens"),
    LISTENS_AT("listens at {place}"),
    STARTING("starting"),
    STOPPED("stopped"),
    NO_VALID_DATA("{name} has no valid data"),
    WAITS_FOR_HOST("waits for the primary host {name}"),
    HOSTS_UNKNOWN("no address is known of {names}"),
    SEVERAL_METERS("several meters found; set 'serial' to one of {names}"),
    TELEGRAMS_REFUSED("every telegram of {place} is refused: {why}"),
    CONFIGURATION_ERRORS("the configuration has {count} errors; the previous configuration stays in use"),
    CONFIGURATION_ERROR("the configuration has 1 error; the previous configuration stays in use"),
    CANNOT_LISTEN("cannot listen on {place}: {why}"),
    PORT_IN_USE("it is in use by another program"),
    PERMISSION_DENIED("permission denied"),
    ADDRESS_NOT_OURS("no interface of this machine has that address"),
    REPLIES_WITH_EXCEPTION("{place} replies with exception {number}"),

    // Reasons that begin with a place: from here to the next comment the longest match wins.
    CONNECTION_REFUSED("{place}: connection refused"),
    NO_ANSWER("{place}: no answer in time"),
    UNREACHABLE("{place}: host unreachable"),
    HOST_UNKNOWN("{place}: the host name is unknown"),
    TLS_FAILED("{place}: the TLS handshake failed: {detail}"),
    HTTP_UNREACHABLE("{place}: cannot be reached"),
    HTTP_REFUSED("{place}: refuses the connection"),
    HTTP_SILENT("{place}: does not answer in time"),
    HTTP_NAME("{place}: its name is not known"),
    HTTP_ENDED("{place}: ended the connection"),
    HTTP_NO_TLS("{place}: speaks no TLS that we know; is it an https:// address?"),
    HTTP_NOT_HTTP("{place}: does not speak HTTP"),
    HTTP_LOGIN("{place}: the token is missing or refused, or user and password are (HTTP {number})"),
    HTTP_MISSING("{place}: does not exist (HTTP 404)"),
    HTTP_STATUS("{place}: HTTP status {number}"),
    SILENT("{place}: does not answer"),

    // Mistakes in a configuration.
    UNKNOWN_KEY_HINT("unknown key; did you mean '{hint}'?"),
    UNKNOWN_KEY("unknown key; known here are {names}"),
    DUPLICATE_KEY("duplicate key"),
    NEEDS_KEY("needs the key '{key}': {what}"),
    NEEDS_KEYS("needs one of the keys {names}"),
    NEEDS_SOURCE("needs a source, one of the keys {names}"),
    NEEDS_SINK("needs a sink, one of the keys {names}"),
    NEEDS_METER("needs the key 'meter', or 'meters' with a list or 'all'"),
    NOT_COMBINED("cannot be combined with '{key}'; exactly one source is possible"),
    NO_METER_HINT("there is no meter '{name}'; did you mean '{hint}'?"),
    NO_PROFILE_HINT("there is no profile '{name}'; did you mean '{hint}'?"),
    NO_PROFILE("there is no profile '{name}'; known are {names}"),
    EXPECTED_HINT("expected {what}, found '{found}'; did you mean '{hint}'?"),
    EXPECTED("expected {what}, found '{found}'"),
    EXPECTED_PLAIN("expected {what}, found {found}"),
    NOT_A_PORT("'{found}' is not a port; ports are 0 to 65535"),
    UNIT_TAKEN("{place} has unit {unit} already, in {path}"),
    INDENTATION("the indentation matches no line above; what it belongs to begins at {place}"),
    FILE_EMPTY("the file is empty"),

    // What this machine lacks for a configuration.
    PORT_TAKEN("port {number} is in use by another program; end that program, or take another port"),
    PORT_PRIVILEGED(
            "port {number} is below 1024, and this user may not use it; the packaged service may, or take another port"),
    PORT_FORBIDDEN("this user may not use port {number}; take another"),
    ADDRESS_FOREIGN("no interface of this machine has that address; 0.0.0.0 is all of them"),
    ADAPTER_NONE("{place} is not there; no serial adapter is plugged in"),
    ADAPTER_OTHERS("{place} is not there; plugged in are {names}"),
    ADAPTER_FORBIDDEN("user {name} may not use {place}; add it to the group dialout"),

    // What does not fit a consumer, and what cannot be twice.
    PORT_ONLY("{name} asks on port {number} only, and this is {found}: serve that one, or forward it"),
    PREFIX_TAKEN("the prefix {name} at {place} is already used by the output {other}");

    private final String template;

    MessageForm(String template) {
        this.template = template;
    }

    String template() {
        return template;
    }
}
